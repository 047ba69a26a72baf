import { parseArgs } from 'node:util';
import { areaUnderRoc } from '@libs/detection-metrics/area-under-roc';
import { averagePrecision } from '@libs/detection-metrics/average-precision';
import { cardPrecisionAt } from './card-precision';
import { labelledTransactions } from './labelled-transactions';
import { scoreTestWeek } from './test-week';
import type { ScoredVerdict } from './test-week';

/**
 * How well the default policy finds fraud, untrained, by the protocol of the Fraud Detection Handbook. Prints one
 * line of JSON.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, 'train-start': { type: 'string', default: '2018-07-25' } },
  });
  const trainStart = values['train-start'];
  const trainStartMs = Date.parse(`${trainStart}T00:00:00Z`);
  if (values.data === undefined || Number.isNaN(trainStartMs)) {
    throw new Error('usage: detection --data <file.csv or file.csv.gz> [--train-start YYYY-MM-DD]');
  }
  const scored = await scoreTestWeek(labelledTransactions(values.data), trainStartMs);
  if (scored.length === 0) throw new Error(`no transactions two weeks after ${trainStart}`);
  process.stdout.write(`${JSON.stringify({ bench: 'detection', trainStart, ...figuresOf(scored) })}\n`);
}

function figuresOf(scored: readonly ScoredVerdict[]): Record<string, unknown> {
  const scores = scored.map(({ score }) => score);
  const labels = scored.map(({ isFraud }) => (isFraud ? 1 : 0));
  const microseconds = scored.map(({ gatherAndDecideMs }) => gatherAndDecideMs * 1000).sort((a, b) => a - b);
  return {
    transactions: scored.length,
    frauds: scored.filter(({ isFraud }) => isFraud).length,
    aucRoc: rounded(areaUnderRoc(scores, labels)),
    averagePrecision: rounded(averagePrecision(scores, labels)),
    cardPrecisionAt100: rounded(cardPrecisionAt(100, scored)),
    held: shareOf(scored, ({ decision }) => decision !== 'allow'),
    blocked: shareOf(scored, ({ decision }) => decision === 'block'),
    gatherAndDecideUs: {
      p50: rounded(microseconds[Math.floor(microseconds.length * 0.5)]),
      p99: rounded(microseconds[Math.floor(microseconds.length * 0.99)]),
    },
  };
}

/** What a decision catches, and what share of the legitimate transactions it hits. */
function shareOf(
  scored: readonly ScoredVerdict[],
  isHit: (each: ScoredVerdict) => boolean,
): Record<'precision' | 'recall' | 'ofLegitimate', number | null> {
  const frauds = scored.filter(({ isFraud }) => isFraud);
  const hits = scored.filter(isHit);
  const found = hits.filter(({ isFraud }) => isFraud).length;
  return {
    precision: rounded(found / hits.length),
    recall: rounded(found / frauds.length),
    ofLegitimate: rounded((hits.length - found) / (scored.length - frauds.length)),
  };
}

/** To four decimals; null where there is nothing to divide by. */
function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 10_000) / 10_000;
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
