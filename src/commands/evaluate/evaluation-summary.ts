import { areaUnderRoc } from '@libs/detection-metrics/area-under-roc';
import { averagePrecision } from '@libs/detection-metrics/average-precision';
import { precisionRecallAt } from '@libs/detection-metrics/precision-recall';
import type { PrecisionRecall } from '@libs/detection-metrics/precision-recall';
import type { Decision, Evaluation, Problem } from './api-answer';
import type { DecisionLine } from './decision-line';
import type { Transfer } from './evaluation-client';

const MAX_REFUSALS_SHOWN = 20;
const MAX_FACTORS_SHOWN = 10;
const REVIEW_SEVERITY = 1;
const BLOCK_SEVERITY = 2;
const SEVERITY: Readonly<Record<Decision, number>> = {
  allow: 0,
  review: REVIEW_SEVERITY,
  block: BLOCK_SEVERITY,
};

export interface Refusal extends Problem {
  line: number;
}

export interface Summary {
  /** Evaluated and refused, those of earlier runs too. */
  rows: number;
  fromEarlierRuns: number;
  evaluated: number;
  /** Of the evaluated, those that the server had evaluated before. */
  replayed: number;
  refused: { count: number; byCode: Record<string, number>; first: readonly Refusal[] };
  decisions: Record<Decision, { count: number; share: number }>;
  /** The most frequent first. */
  factors: { code: string; count: number; averagePoints: number }[];
  /** Of this run; undefined if it sent nothing. */
  latencyMs: { p50: number; p95: number; p99: number } | undefined;
  /** From the first request of this run to its last answer. */
  elapsedSeconds: number;
  ratePerSecond: number;
  /** Of the rows that have a label. */
  detection: Detection | undefined;
}

export interface Detection {
  labelled: number;
  fraud: number;
  /** Both rank by the sum of points, which unlike the score has no end at 100. */
  areaUnderRoc: number | undefined;
  averagePrecision: number | undefined;
  /** Flagging what is held for review or blocked; only what is blocked. */
  reviewOrBlock: PrecisionRecall;
  block: PrecisionRecall;
}

/** Counts the rows as they come. Of each it keeps at most a few numbers. */
export class EvaluationSummary {
  private fromEarlierRuns = 0;
  private evaluated = 0;
  private replayed = 0;
  private refused = 0;
  private readonly refusedByCode = new Map<string, number>();
  private readonly firstRefusals: Refusal[] = [];
  private readonly decisions: Record<Decision, number> = { allow: 0, review: 0, block: 0 };
  private readonly factors = new Map<string, { count: number; points: number }>();
  private firstSentAtMs = Infinity;
  private lastEndedAtMs = -Infinity;
  private readonly latenciesMs: number[] = [];
  private readonly labels: (0 | 1)[] = [];
  private readonly points: number[] = [];
  private readonly severities: number[] = [];

  get rows(): number {
    return this.evaluated + this.refused;
  }

  get refusedRows(): number {
    return this.refused;
  }

  /** Rows that this run did itself. */
  get newRows(): number {
    return this.rows - this.fromEarlierRuns;
  }

  addEarlier(line: DecisionLine): void {
    this.fromEarlierRuns += 1;
    this.add(line);
  }

  add(line: DecisionLine): void {
    if ('decision' in line) this.addEvaluation(line, line.label);
    else this.addRefusal({ line: line.line, code: line.code, detail: line.detail });
  }

  addRefusal(refusal: Refusal): void {
    this.refused += 1;
    this.refusedByCode.set(refusal.code, (this.refusedByCode.get(refusal.code) ?? 0) + 1);
    if (this.firstRefusals.length < MAX_REFUSALS_SHOWN) this.firstRefusals.push(refusal);
  }

  addTransfer({ latencyMs, endedAtMs, isReplayed }: Transfer): void {
    this.firstSentAtMs = Math.min(this.firstSentAtMs, endedAtMs - latencyMs);
    this.lastEndedAtMs = Math.max(this.lastEndedAtMs, endedAtMs);
    this.latenciesMs.push(latencyMs);
    if (isReplayed) this.replayed += 1;
  }

  finish(): Summary {
    const elapsedSeconds = Math.max(0, this.lastEndedAtMs - this.firstSentAtMs) / 1000;
    return {
      rows: this.rows,
      fromEarlierRuns: this.fromEarlierRuns,
      evaluated: this.evaluated,
      replayed: this.replayed,
      refused: {
        count: this.refused,
        byCode: Object.fromEntries(this.refusedByCode),
        first: this.firstRefusals.toSorted((one, other) => one.line - other.line),
      },
      decisions: this.sharesOfDecisions(),
      factors: this.topFactors(),
      latencyMs: percentiles(this.latenciesMs),
      elapsedSeconds,
      ratePerSecond: elapsedSeconds > 0 ? this.latenciesMs.length / elapsedSeconds : 0,
      detection: this.labels.length === 0 ? undefined : this.detection(),
    };
  }

  private addEvaluation({ decision, factors }: Evaluation, label: 0 | 1 | undefined): void {
    this.evaluated += 1;
    this.decisions[decision] += 1;
    let sum = 0;
    for (const { code, points } of factors) {
      const factor = this.factors.get(code) ?? { count: 0, points: 0 };
      factor.count += 1;
      factor.points += points;
      this.factors.set(code, factor);
      sum += points;
    }
    if (label === undefined) return;
    this.labels.push(label);
    this.points.push(sum);
    this.severities.push(SEVERITY[decision]);
  }

  private sharesOfDecisions(): Summary['decisions'] {
    const withShare = (count: number) => ({ count, share: count / Math.max(this.evaluated, 1) });
    const { allow, review, block } = this.decisions;
    return { allow: withShare(allow), review: withShare(review), block: withShare(block) };
  }

  private topFactors(): Summary['factors'] {
    return [...this.factors]
      .map(([code, { count, points }]) => ({ code, count, averagePoints: points / count }))
      .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1))
      .slice(0, MAX_FACTORS_SHOWN);
  }

  private detection(): Detection {
    return {
      labelled: this.labels.length,
      fraud: this.labels.filter((label) => label === 1).length,
      areaUnderRoc: areaUnderRoc(this.points, this.labels),
      averagePrecision: averagePrecision(this.points, this.labels),
      reviewOrBlock: precisionRecallAt(this.severities, this.labels, REVIEW_SEVERITY),
      block: precisionRecallAt(this.severities, this.labels, BLOCK_SEVERITY),
    };
  }
}

/** Nearest rank: the smallest value that at least that share of the values doesn't exceed. */
function percentiles(values: readonly number[]): Summary['latencyMs'] {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
