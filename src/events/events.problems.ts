import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';

export function eventNotFound(): Problem {
  return new Problem('not_found', 'There is no such event.');
}

export function noSuchType(): Problem {
  const detail = 'type must be an event type such as evaluation.held, all of a kind (evaluation.*), or *.';
  return invalidField({ in: 'query', pointer: '/type', code: 'is_event_type', detail });
}
