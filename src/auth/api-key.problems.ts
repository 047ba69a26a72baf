import { Problem } from '@libs/http/problem';
import type { Scope } from '@libs/http/scope';
import { invalidField } from '@libs/http/validation-errors';

export function keyNotFound(): Problem {
  return new Problem('not_found', 'There is no such API key.');
}

export function unknownKey(): Problem {
  return new Problem('api_key_invalid', 'There is no such API key.');
}

export function scopeNotHeld(scope: Scope): Problem {
  return new Problem(
    'scope_missing',
    `This API key lacks the scope ${scope}: no key gives another more than it has.`,
  );
}

export function expiresTooEarly(): Problem {
  const detail = 'expiresAt must be ahead of now.';
  return invalidField({ in: 'body', pointer: '/expiresAt', code: 'is_ahead', detail });
}

export function tooManyKeys(limit: number): Problem {
  return new Problem('conflict', `A tenant has at most ${limit} API keys that work. Revoke one first.`);
}

export function rotatesNothing(): Problem {
  return new Problem('conflict', 'This API key was revoked or has expired: create a new one.');
}

export function lastInControl(): Problem {
  return new Problem(
    'conflict',
    'No other API key with keys:write would last as long, or for another week. Rotate this one, or create another first.',
  );
}

export function unknownAgent(): Problem {
  return invalidField({
    ...{ in: 'body', pointer: '/agentId', code: 'is_agent' },
    detail: 'agentId must be the id of an agent of yours.',
  });
}
