import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';

export function transactionNotFound(): Problem {
  return new Problem('not_found', 'No transaction of this type and id was evaluated.');
}

export function firstEvaluationDropped(): Problem {
  return new Problem('not_found', 'The first evaluation of this transaction is no longer kept.');
}

export function reportedOutOfTime(): Problem {
  const detail = 'reportedAt must not lie before the transaction, nor more than 5 minutes ahead of now.';
  return invalidField({ in: 'body', pointer: '/reportedAt', code: 'is_in_time', detail });
}
