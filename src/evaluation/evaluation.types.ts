import type { Caller } from '@libs/http/caller';
import type { VerifiedAgent } from '../agent-identity/verified-agent.types';
import type { EvaluateTransactionDto } from './dto/evaluate-transaction.dto';
import type { EvaluationResponse } from './dto/evaluation.response';

/** A request for a decision, with who asks. */
export interface EvaluationRequest {
  readonly caller: Caller;
  readonly body: EvaluateTransactionDto;
  readonly idempotencyKey: string | undefined;
  /** Who signed it. */
  readonly agent?: VerifiedAgent;
  /** Whether the decision takes the signature's nonce; otherwise it was taken before. */
  readonly takesNonce?: boolean;
}

export interface EvaluationAnswer {
  readonly evaluation: EvaluationResponse;
  /** The answer is that of an earlier call. */
  readonly isReplay: boolean;
}
