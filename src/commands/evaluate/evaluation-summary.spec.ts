import type { Decision } from './api-answer';
import type { DecisionLine } from './decision-line';
import { EvaluationSummary } from './evaluation-summary';
import { summaryReport } from './summary-report';

let row = 0;

function evaluated(decision: Decision, points: number[], label?: 0 | 1): DecisionLine {
  row += 1;
  const factors = points.map((value, index) => ({ code: `factor_${index}`, points: value }));
  const score = 0;
  const line = {
    row,
    line: row + 1,
    transactionId: 't',
    status: 201,
    decision,
    score,
    evaluationId: 'eval_1',
    factors,
  };
  return label === undefined ? line : { ...line, label };
}

function refused(line: number, code = 'validation_failed'): DecisionLine {
  return { row: line, line, transactionId: null, status: 422, code, detail: 'no' };
}

describe('EvaluationSummary', () => {
  it('accounts for every row, of this run and of earlier ones', () => {
    const summary = new EvaluationSummary();
    summary.addEarlier(evaluated('block', [80]));
    summary.add(evaluated('allow', []));
    summary.addTransfer({ latencyMs: 3, endedAtMs: 1003, isReplayed: true });
    summary.addTransfer({ latencyMs: 5, endedAtMs: 3000, isReplayed: false });
    summary.addRefusal({ line: 9, code: 'amount_invalid', detail: 'x' });
    const result = summary.finish();
    expect(result).toMatchObject({
      rows: 3,
      fromEarlierRuns: 1,
      evaluated: 2,
      replayed: 1,
      ratePerSecond: 1,
    });
    expect(result.refused).toMatchObject({ count: 1, byCode: { amount_invalid: 1 } });
    expect(result.decisions).toEqual({
      allow: { count: 1, share: 0.5 },
      review: { count: 0, share: 0 },
      block: { count: 1, share: 0.5 },
    });
    expect(summary.newRows).toBe(2);
  });

  it('shows the first 20 refusals in the order of the file and counts them all', () => {
    const summary = new EvaluationSummary();
    for (let line = 25; line > 0; line -= 1) summary.add(refused(line, line % 2 === 0 ? 'even' : 'odd'));
    const { count, byCode, first } = summary.finish().refused;
    expect([count, byCode]).toEqual([25, { odd: 13, even: 12 }]);
    expect(first.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 6));
  });

  it('says how often each factor spoke and with how many points', () => {
    const summary = new EvaluationSummary();
    summary.add(evaluated('review', [10, 5]));
    summary.add(evaluated('review', [25]));
    expect(summary.finish().factors).toEqual([
      { code: 'factor_0', count: 2, averagePoints: 17.5 },
      { code: 'factor_1', count: 1, averagePoints: 5 },
    ]);
  });

  it('gives percentiles that were measured', () => {
    const summary = new EvaluationSummary();
    for (let value = 100; value > 0; value -= 1)
      summary.addTransfer({ latencyMs: value, endedAtMs: 100, isReplayed: false });
    expect(summary.finish().latencyMs).toEqual({ p50: 50, p95: 95, p99: 99 });
    expect(new EvaluationSummary().finish().latencyMs).toBeUndefined();
  });

  it('ranks by the sum of points, beyond 100 too, and measures the decisions by the labels', () => {
    const summary = new EvaluationSummary();
    summary.add(evaluated('block', [90, 60], 1));
    summary.add(evaluated('block', [100], 0));
    summary.add(evaluated('review', [40], 1));
    summary.add(evaluated('allow', [], 0));
    summary.add(evaluated('allow', [99]));
    expect(summary.finish().detection).toEqual({
      labelled: 4,
      fraud: 2,
      areaUnderRoc: 0.75,
      averagePrecision: 0.5 + 0.5 * (2 / 3),
      reviewOrBlock: { precision: 2 / 3, recall: 1 },
      block: { precision: 0.5, recall: 0.5 },
    });
  });

  it('claims nothing about detection without labels', () => {
    const summary = new EvaluationSummary();
    summary.add(evaluated('allow', []));
    expect(summary.finish().detection).toBeUndefined();
    expect(summaryReport(summary.finish())).not.toContain('AUC');
  });
});

describe('summaryReport', () => {
  it('reads like this', () => {
    const summary = new EvaluationSummary();
    summary.add(evaluated('block', [90, 60], 1));
    summary.add(evaluated('allow', [], 0));
    summary.addTransfer({ latencyMs: 1.25, endedAtMs: 101.25, isReplayed: false });
    summary.addTransfer({ latencyMs: 4, endedAtMs: 600, isReplayed: true });
    for (let line = 4; line < 25; line += 1) summary.add(refused(line));
    expect(summaryReport(summary.finish()).split('\n')).toEqual([
      'Rows        23',
      'Evaluated   2 (1 replayed)',
      'Refused     21  validation_failed 21',
      ...Array.from({ length: 20 }, (_, index) => `            line ${index + 4}: validation_failed: no`),
      '            and 1 more',
      'Decisions   allow 1 (50%)  review 0 (0%)  block 1 (50%)',
      'Factors     factor_0  1 times, 90.0 points on average',
      '            factor_1  1 times, 60.0 points on average',
      'Latency     p50 1.3 ms  p95 4.0 ms  p99 4.0 ms  4/s for 0.5 s',
      'Detection   2 labelled rows, 1 of them fraud',
      '            AUC ROC 1.000  average precision 1.000',
      '            review or block: precision 1.000  recall 1.000',
      '            block: precision 1.000  recall 1.000',
      '',
    ]);
  });
});
