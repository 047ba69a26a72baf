import { ValidationError } from 'class-validator';
import { validationProblem } from './validation-errors';

function fault(property: string, constraint: string, message = 'm'): ValidationError {
  return Object.assign(new ValidationError(), { property, constraints: { [constraint]: message } });
}

describe('what class-validator found', () => {
  it.each([
    ['isString', 'is_string'],
    ['isUUID', 'is_uuid'],
    ['isISO31661Alpha2', 'is_iso31661_alpha2'],
    ['arrayMaxSize', 'array_max_size'],
    ['min', 'min'],
  ])('%s is called %s', (constraint, code) => {
    expect(validationProblem([fault('a', constraint)], 'query').errors).toEqual([
      { in: 'query', pointer: '/a', code, detail: 'm.' },
    ]);
  });

  it('is pointed at through objects and arrays, with names escaped', () => {
    const found = [
      { property: 'items', children: [{ property: '0', children: [fault('a/b~c', 'isInt')] }] },
      fault('extra', 'whitelistValidation', 'property extra should not exist'),
    ];
    expect(validationProblem(found, 'body').errors).toMatchObject([
      { pointer: '/items/0/a~1b~0c', code: 'is_int' },
      { pointer: '/extra', code: 'unknown_field', detail: 'There is no such field.' },
    ]);
  });

  it('is summed up in the detail', () => {
    expect(validationProblem([fault('a', 'x', 'a is odd')], 'body').detail).toBe('a is odd.');
    const two = [fault('a', 'x', 'a is odd'), fault('b', 'x', 'b is odd')];
    expect(validationProblem(two, 'body').detail).toBe('a is odd. There is 1 other error.');
    expect(validationProblem([...two, ...two], 'body').detail).toBe('a is odd. There are 3 other errors.');
  });

  it.each([
    [49, 49],
    [50, 50],
    [51, 50],
  ])('%i faults are listed as %i', (count, listed) => {
    const found = Array.from({ length: count }, (_, index) => fault(`f${index}`, 'isInt'));
    expect(validationProblem(found, 'body').errors).toHaveLength(listed);
  });

  it('never makes a pointer longer than 256 characters', () => {
    const [first] = validationProblem([fault('k'.repeat(300), 'whitelistValidation')], 'body').errors;
    expect(first?.pointer).toHaveLength(256);
  });
});
