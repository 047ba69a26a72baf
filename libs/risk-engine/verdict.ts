import type { Decision } from './decision';
import type { Factor } from './factor';
import type { Thresholds } from './policy';

export type { Decision } from './decision';

export interface Verdict {
  readonly decision: Decision;
  /** An integer from 0 to 100. */
  readonly score: number;
  readonly thresholds: Thresholds;
  /** Those with an effect first, as they take precedence; then the heaviest, then by code. */
  readonly factors: readonly Factor[];
  readonly reasoning: string;
}
