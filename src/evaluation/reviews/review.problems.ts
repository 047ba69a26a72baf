import { Problem } from '@libs/http/problem';
import type { Decision } from '@libs/risk-engine/verdict';

export function nothingToSettle(decision: Decision): Problem {
  return new Problem('conflict', `The decision was ${decision}: there is nothing to settle.`);
}

export function settledBefore(): Problem {
  return new Problem('conflict', 'This review was settled already.');
}
