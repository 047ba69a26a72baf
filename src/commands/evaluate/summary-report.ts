import type { PrecisionRecall } from '@libs/detection-metrics/precision-recall';
import type { Detection, Summary } from './evaluation-summary';

const TITLE_WIDTH = 12;
const count = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** The summary for a person to read, ending with a line break. */
export function summaryReport(summary: Summary): string {
  const sections: [string, string[]][] = [
    ['Rows', [rowsOf(summary)]],
    ['Evaluated', [`${count.format(summary.evaluated)} (${count.format(summary.replayed)} replayed)`]],
    ['Refused', refusedLines(summary)],
    ['Decisions', [decisionsOf(summary)]],
    ['Factors', summary.factors.map(factorLine)],
    ['Latency', [latencyOf(summary)]],
    ['Detection', summary.detection ? detectionLines(summary.detection) : []],
  ];
  return sections
    .flatMap(([title, lines]) => lines.map((line, index) => labelled(index === 0 ? title : '', line)))
    .join('');
}

function labelled(title: string, line: string): string {
  return `${title.padEnd(TITLE_WIDTH)}${line}\n`;
}

function rowsOf({ rows, fromEarlierRuns }: Summary): string {
  const earlier = fromEarlierRuns === 0 ? '' : ` (${count.format(fromEarlierRuns)} by earlier runs)`;
  return count.format(rows) + earlier;
}

function refusedLines({ refused }: Summary): string[] {
  const byCode = Object.entries(refused.byCode).map(([code, times]) => `${code} ${count.format(times)}`);
  const total = [count.format(refused.count), ...byCode].join('  ');
  const left = refused.count - refused.first.length;
  return [
    total,
    ...refused.first.map(({ line, code, detail }) => `line ${line}: ${code}: ${detail}`),
    ...(left > 0 ? [`and ${count.format(left)} more`] : []),
  ];
}

function decisionsOf({ decisions }: Summary): string {
  return Object.entries(decisions)
    .map(
      ([decision, { count: times, share }]) =>
        `${decision} ${count.format(times)} (${percent.format(share)})`,
    )
    .join('  ');
}

function factorLine({ code, count: times, averagePoints }: Summary['factors'][number]): string {
  return `${code}  ${count.format(times)} times, ${averagePoints.toFixed(1)} points on average`;
}

function latencyOf({ latencyMs, ratePerSecond, elapsedSeconds }: Summary): string {
  if (latencyMs === undefined) return 'nothing was sent';
  const { p50, p95, p99 } = latencyMs;
  const rate = `${count.format(Math.round(ratePerSecond))}/s for ${elapsedSeconds.toFixed(1)} s`;
  return `p50 ${p50.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ${rate}`;
}

function detectionLines(detection: Detection): string[] {
  return [
    `${count.format(detection.labelled)} labelled rows, ${count.format(detection.fraud)} of them fraud`,
    `AUC ROC ${ratio(detection.areaUnderRoc)}  average precision ${ratio(detection.averagePrecision)}`,
    `review or block: ${precisionAndRecall(detection.reviewOrBlock)}`,
    `block: ${precisionAndRecall(detection.block)}`,
  ];
}

function precisionAndRecall({ precision, recall }: PrecisionRecall): string {
  return `precision ${ratio(precision)}  recall ${ratio(recall)}`;
}

function ratio(value: number | undefined): string {
  return value === undefined ? 'undefined' : value.toFixed(3);
}
