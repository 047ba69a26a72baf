import { Problem } from './problem';

export function idempotencyKeyReused(): Problem {
  return new Problem('idempotency_key_reused', 'This Idempotency-Key was used for another request.');
}

export function answerErased(): Problem {
  return new Problem('erased', 'What was answered to this request was erased.');
}

export function stillRunning(): Problem {
  return new Problem('idempotency_in_progress', 'The same request is still running. Try again in a moment.', {
    headers: { 'Retry-After': '1' },
  });
}
