import { pointerStep } from '@libs/card-number/json-pointer';
import type { ValidationError } from 'class-validator';
import { Problem } from './problem';
import type { FieldError } from './problem';

const MAX_ERRORS = 50;
const MAX_POINTER_LENGTH = 256;

/**
 * The problem `validation_failed` for what class-validator found, with at most 50 errors. A pointer may hold
 * a name that the sender made up (cut at 256 characters); nothing holds a value.
 */
export function validationProblem(found: readonly ValidationError[], where: FieldError['in']): Problem {
  const errors: FieldError[] = [];
  collect(found, { where, parent: '', errors });
  return problemWith(errors);
}

/** The same problem for a single fault that is found elsewhere. */
export function invalidField(error: FieldError): Problem {
  return problemWith([error]);
}

/** The same for several. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  return problemWith(errors.slice(0, MAX_ERRORS));
}

function problemWith(errors: readonly FieldError[]): Problem {
  const detail = errors[0]?.detail ?? 'The request is not valid.';
  return new Problem('validation_failed', `${detail}${andOthers(errors.length - 1)}`, { errors });
}

function andOthers(count: number): string {
  if (count <= 0) {
    return '';
  }
  return count === 1 ? ' There is 1 other error.' : ` There are ${count} other errors.`;
}

interface Collection {
  where: FieldError['in'];
  parent: string;
  errors: FieldError[];
}

/** As deep as the body is nested, which reading it has bounded. */
function collect(found: readonly ValidationError[], { where, parent, errors }: Collection): void {
  for (const { property, constraints, children } of found) {
    const pointer = `${parent}${pointerStep(property)}`;
    for (const [constraint, message] of faultsOf(constraints ?? {})) {
      if (errors.length < MAX_ERRORS) {
        errors.push(fieldError({ where, pointer, constraint, message }));
      }
    }
    collect(children ?? [], { where, parent: pointer, errors });
  }
}

/** Of what has to be an object and is none, nothing else is worth saying. */
function faultsOf(constraints: Readonly<Record<string, string>>): [constraint: string, message: string][] {
  const faults = Object.entries(constraints);
  const isNoObject = faults.filter(([constraint]) => constraint === 'isObject');
  return isNoObject.length > 0 ? isNoObject : faults;
}

interface Fault {
  where: FieldError['in'];
  pointer: string;
  constraint: string;
  message: string;
}

function fieldError({ where, pointer, constraint, message }: Fault): FieldError {
  const place = { in: where, pointer: pointer.slice(0, MAX_POINTER_LENGTH) };
  // class-validator's sentence would repeat the name, which is as long as the sender likes.
  return constraint === 'whitelistValidation'
    ? { ...place, code: 'unknown_field', detail: 'There is no such field.' }
    : { ...place, code: snakeCase(constraint), detail: `${message}.` };
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
