import { entitiesOf } from '@libs/risk-engine/entity';
import type { EvaluateTransactionDto } from '../dto/evaluate-transaction.dto';
import { toTransaction } from '../to-transaction';

/** What a decision reads and writes: the transaction's key and the profiles of its entities. */
export function entityNamesOf(request: EvaluateTransactionDto): string[] {
  const transaction = toTransaction(request, new Date(0));
  const { type, transactionId } = transaction;
  const named = [{ kind: type, id: transactionId }, ...entitiesOf(transaction)];
  return named.map(({ kind, id }) => `${kind}:${id}`);
}
