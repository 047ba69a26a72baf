import { readEvaluation, readProblem } from './api-answer';

const evaluation = {
  id: 'eval_1',
  decision: 'review',
  score: 47,
  factors: [{ code: 'new_device', points: 15 }],
};

describe('readEvaluation', () => {
  it('keeps the decision and its arithmetic, and leaves the rest', () => {
    const factors = [{ code: 'new_device', points: 15, reason: 'First transaction from this device.' }];
    const text = JSON.stringify({ ...evaluation, factors, reasoning: 'Review: …' });
    expect(readEvaluation(text)).toEqual({
      ...{ evaluationId: 'eval_1', decision: 'review', score: 47 },
      factors: [{ code: 'new_device', points: 15 }],
    });
  });

  it.each(['<html>', '[]', '"allow"', JSON.stringify({ ...evaluation, decision: 'perhaps' })])(
    'takes %s for no decision',
    (text) => {
      expect(readEvaluation(text)).toBeUndefined();
    },
  );
});

describe('readProblem', () => {
  it('says which field was refused and why', () => {
    const errors = [{ in: 'body', pointer: '/amount', code: 'max', detail: 'must be at most 1000000000000' }];
    const text = JSON.stringify({ code: 'validation_failed', detail: 'The body is not valid.', errors });
    expect(readProblem(text, 422)).toEqual({
      code: 'validation_failed',
      detail: 'The body is not valid. (/amount must be at most 1000000000000)',
    });
  });

  it('names the status where a proxy answers in its own words', () => {
    expect(readProblem('<h1>Bad Gateway</h1>', 502)).toEqual({ code: 'http_502', detail: '' });
  });
});
