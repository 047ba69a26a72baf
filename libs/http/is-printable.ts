import { buildMessage, ValidateBy } from 'class-validator';
import type { ValidationOptions } from 'class-validator';

const PRINTABLE = /^(?=.*\S)\P{C}+$/u;

/** Text of 1 to `maxLength` characters without control characters, and not of white space alone. */
export function IsPrintable(maxLength: number, options?: ValidationOptions): PropertyDecorator {
  const validator = {
    validate: (value: unknown) =>
      typeof value === 'string' && isWithin(value, maxLength) && PRINTABLE.test(value),
    defaultMessage: buildMessage(
      (each) => `${each}$property must be text of 1 to ${maxLength} printable characters`,
      options,
    ),
  };
  return ValidateBy({ name: 'isPrintable', validator }, options);
}

/** In characters as people count them: an emoji outside the first plane is two units of UTF-16. */
export function isWithin(text: string, maxLength: number): boolean {
  return text.length <= maxLength || (text.length <= 2 * maxLength && Array.from(text).length <= maxLength);
}
