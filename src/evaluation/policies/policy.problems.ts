import { Problem } from '@libs/http/problem';
import type { FieldError } from '@libs/http/problem';

const MAX_ERRORS = 50;

export function policyNotFound(): Problem {
  return new Problem('not_found', 'There is no such policy.');
}

export function tooManyPolicies(limit: number): Problem {
  return new Problem('conflict', `A tenant has at most ${limit} versions of its policy.`);
}

export function versionNotShipped(code: string, version: number): Problem {
  return new Problem('conflict', `Version ${version} of the built-in factor ${code} is no longer shipped.`);
}

/** With at most 50 of the errors; at least one is given. */
export function policyInvalid(errors: readonly FieldError[]): Problem {
  const detail = errors[0]?.detail ?? 'The policy is not valid.';
  const others = errors.length > 1 ? ` There are ${errors.length - 1} other errors.` : '';
  return new Problem('policy_invalid', `${detail}${others}`, { errors: errors.slice(0, MAX_ERRORS) });
}
