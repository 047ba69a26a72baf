import fc from 'fast-check';
import { decisionLine, readDecisionLine } from './decision-line';

const row = { row: 7, line: 8, transactionId: 't-7', body: '{"secret":1}', label: 1 } as const;
const factors = [{ code: 'new_device', points: 15 }];
const evaluation = { decision: 'review', score: 15, evaluationId: 'eval_1', factors } as const;

describe('a line of the file of decisions', () => {
  it('holds what became of the row, and nothing of its body', () => {
    const answer = {
      kind: 'evaluated',
      status: 201,
      isReplayed: false,
      latencyMs: 3,
      endedAtMs: 9,
      ...evaluation,
    } as const;
    expect(decisionLine(row, answer)).toEqual({
      ...{ row: 7, line: 8, transactionId: 't-7', status: 201, label: 1 },
      ...evaluation,
    });
  });

  it('reads back as it was written', () => {
    const refused = { kind: 'refused', status: 422, code: 'validation_failed', detail: 'no' } as const;
    const line = decisionLine({ ...row, label: undefined, transactionId: undefined }, refused);
    expect(line).toMatchObject({ transactionId: null, code: 'validation_failed' });
    expect(readDecisionLine(JSON.stringify(line))).toEqual(line);
  });

  it('is never taken from a torn line', () => {
    const text = JSON.stringify({ row: 1, line: 2, transactionId: 'a', status: 201, ...evaluation });
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        expect(readDecisionLine(text.slice(0, length))).toBeUndefined();
      }),
    );
    expect(readDecisionLine(text)).toBeDefined();
  });

  it.each([
    { row: 0 },
    { line: 1.5 },
    { status: '201' },
    { decision: 'maybe' },
    { score: null },
    { factors: [{ code: 'x' }] },
    { factors: {} },
    { evaluationId: 5 },
  ])('is not one with %j', (wrong) => {
    const line = { row: 1, line: 2, transactionId: 'a', status: 201, ...evaluation, ...wrong };
    expect(readDecisionLine(JSON.stringify(line))).toBeUndefined();
  });
});
