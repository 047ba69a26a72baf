import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';

export function erasureNotFound(): Problem {
  return new Problem('not_found', 'There is no such erasure.');
}

export function tooManyErasures(limit: number): Problem {
  return new Problem('conflict', `At most ${limit} erasures wait or run at a time. Wait for one.`);
}

export function erasureBegun(): Problem {
  return new Problem('conflict', 'Only the erasure of a tenant that still waits can be taken back.');
}

export function stillSubscribed(): Problem {
  return new Problem(
    'conflict',
    'This tenant has a paid subscription. End it first: PUT /v1/billing/plan with the plan free, and wait for the end of what is paid.',
  );
}

export function oneOfBoth(): Problem {
  const detail = 'Send either subject, or scope with confirm.';
  return invalidField({ in: 'body', pointer: '/subject', code: 'is_one_of_both', detail });
}

export function notConfirmed(): Problem {
  const detail = 'confirm must be the name of the tenant, as GET /v1/tenant shows it.';
  return invalidField({ in: 'body', pointer: '/confirm', code: 'is_tenant_name', detail });
}

export function noAddress(): Problem {
  const detail = 'id must be an IPv4 or IPv6 address.';
  return invalidField({ in: 'body', pointer: '/subject/id', code: 'is_ip_address', detail });
}
