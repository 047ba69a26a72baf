import type { FieldError } from './problem';
import { invalidFields } from './validation-errors';

/** What is wrong with an item that can't be parsed. The sentence is about the item alone. */
export interface ItemFault {
  /** The JSON pointer of the list in the body. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/**
 * Each item of a list in a body, parsed, without repetitions. Throws `validation_failed` that points at every item of
 * which `parse` makes undefined: class-validator would point at the list.
 */
export function parsedItems<T>(
  items: readonly unknown[],
  { pointer, code, detail }: ItemFault,
  parse: (item: unknown) => T | undefined,
): T[] {
  const parsed = items.map(parse);
  const errors = parsed.flatMap((item, position): FieldError[] =>
    item === undefined ? [{ in: 'body', pointer: `${pointer}/${position}`, code, detail }] : [],
  );
  if (errors.length > 0) throw invalidFields(errors);
  return [...new Set(parsed.filter((item) => item !== undefined))];
}
