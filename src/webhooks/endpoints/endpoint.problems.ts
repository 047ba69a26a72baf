import { Problem } from '@libs/http/problem';
import type { Scope } from '@libs/http/scope';

export function endpointNotFound(): Problem {
  return new Problem('not_found', 'There is no such endpoint.');
}

export function tooManyEndpoints(limit: number): Problem {
  return new Problem('conflict', `A tenant has at most ${limit} webhook endpoints. Delete one first.`);
}

export function subscriptionNeeds(scope: Scope): Problem {
  return new Problem(
    'scope_missing',
    `This API key lacks the scope ${scope}: an endpoint is told of nothing that the key could not read.`,
  );
}

/** `reason` is a sentence. */
export function unsafeUrl(reason: string): Problem {
  return new Problem('unsafe_url', reason, {
    errors: [{ in: 'body', pointer: '/url', code: 'unsafe_url', detail: reason }],
  });
}
