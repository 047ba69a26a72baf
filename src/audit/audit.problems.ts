import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';

export function entryNotFound(): Problem {
  return new Problem('not_found', 'There is no such audit entry.');
}

export function nothingSealedYet(): Problem {
  return new Problem('not_found', 'Nothing is sealed yet. Entries are within 5 seconds.');
}

export function notSealedYet(): Problem {
  return new Problem(
    'conflict',
    'The entry is not sealed yet. Entries are within 5 seconds: ask again then.',
  );
}

export function noSuchSize(name: 'from' | 'to', detail: string): Problem {
  return invalidField({ in: 'query', pointer: `/${name}`, code: 'is_tree_size', detail });
}

export function noSuchFilter(name: 'action' | 'actor' | 'resource', detail: string): Problem {
  return invalidField({ in: 'query', pointer: `/${name}`, code: `is_${name}`, detail });
}

export function rangeIsEmpty(): Problem {
  const detail = 'to must be later than from.';
  return invalidField({ in: 'query', pointer: '/to', code: 'is_after_from', detail });
}

export function tooManyExports(): Problem {
  return new Problem('rate_limited', 'Two exports of the trail are running already.', {
    headers: { 'Retry-After': '10' },
  });
}
