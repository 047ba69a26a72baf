import type { TransactionType } from '@libs/risk-engine/transaction';
import type { OutcomeLabel } from './outcome.entity';

/** The customer's own name for a transaction. */
export interface TransactionName {
  readonly type: TransactionType;
  readonly transactionId: string;
}

/** What somebody says really happened. */
export interface Report {
  readonly label: OutcomeLabel;
  readonly reason: string | null;
  /** From when it is known. Undefined: from now on. */
  readonly reportedAt: Date | undefined;
}
