import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';

export function recoveryNotFound(): Problem {
  return new Problem('not_found', 'There is no such recovery.');
}

export function endpointDisabled(): Problem {
  return new Problem('conflict', 'This endpoint is disabled. Enable it first.');
}

export function stillCollecting(): Problem {
  return new Problem(
    'conflict',
    'A recovery of this endpoint is looking for what failed. Wait until it has found everything.',
  );
}

export function outOfReach(days: number): Problem {
  const detail = `since must lie in the last ${days} days.`;
  return invalidField({ in: 'body', pointer: '/since', code: 'is_recent', detail });
}
