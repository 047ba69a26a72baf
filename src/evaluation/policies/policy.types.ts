import type { Expectation } from '@libs/risk-engine/policy-test';
import type { Policy as EnginePolicy } from '@libs/risk-engine/policy';
import type { Suppositions } from '@libs/risk-engine/supposed-facts';
import type { EvaluateTransactionDto } from '../dto/evaluate-transaction.dto';

/** What the engine decides by, with the tests that its author wrote into it. */
export interface PolicyDefinition extends EnginePolicy {
  readonly tests?: readonly PolicyTest[];
}

export interface PolicyTest {
  readonly name: string;
  readonly input: EvaluateTransactionDto;
  readonly facts?: Suppositions;
  readonly expect: Expectation;
}
