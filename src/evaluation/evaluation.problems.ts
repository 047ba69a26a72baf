import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';
import type { SignatureReason } from '@libs/request-signature/signature-refusal';

export function evaluationNotFound(): Problem {
  return new Problem('not_found', 'There is no such evaluation.');
}

export function evaluationErased(): Problem {
  return new Problem('erased', 'What this evaluation was made from was erased.');
}

export function noTextOfErased(field: 'note' | 'reason'): Problem {
  return new Problem(
    'erased',
    `A subject of this evaluation was erased: no ${field} is taken of it any more.`,
  );
}

export function requestErased(): Problem {
  return new Problem('erased', 'What was asked with this key was erased: it is not known any more.');
}

export function occursTooLate(): Problem {
  const detail = 'occurredAt must be at most 5 minutes ahead of now.';
  return invalidField({ in: 'body', pointer: '/occurredAt', code: 'is_not_ahead', detail });
}

export function transactionReused(): Problem {
  return new Problem(
    'idempotency_key_reused',
    'This transaction was evaluated with another body. To evaluate it again on purpose, send an Idempotency-Key of its own.',
  );
}

export function agentMismatch(): Problem {
  return signatureInvalid('agent_mismatch', 'The body names another agent than the one that signed.');
}

export function nonceReplayed(): Problem {
  return signatureInvalid('replayed', 'This nonce was used before: sign the request again, with a new one.');
}

function signatureInvalid(reason: SignatureReason, detail: string): Problem {
  return new Problem('agent_signature_invalid', detail, { extra: { reason } });
}
