import { buildMessage, ValidateBy } from 'class-validator';
import { isWithin } from '@libs/http/is-printable';

const MAX_ATTRIBUTES = 32;
const MAX_NAME_LENGTH = 64;
const MAX_TEXT_LENGTH = 256;
const PRINTABLE = /^\P{C}*$/u;

/** Up to 32 named strings, finite numbers and booleans. */
export function IsAttributes(): PropertyDecorator {
  return ValidateBy({
    name: 'isAttributes',
    validator: {
      validate: isAttributes,
      defaultMessage: buildMessage(
        (prefix) =>
          `${prefix}$property must be an object of up to ${MAX_ATTRIBUTES} names (1–${MAX_NAME_LENGTH} printable characters), ` +
          `each a string of up to ${MAX_TEXT_LENGTH} printable characters, a finite number or a boolean`,
      ),
    },
  });
}

export function isAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MAX_ATTRIBUTES && entries.every(([name, held]) => isName(name) && isHeld(held));
}

function isName(name: string): boolean {
  return name.length >= 1 && isWithin(name, MAX_NAME_LENGTH) && PRINTABLE.test(name);
}

function isHeld(value: unknown): boolean {
  if (typeof value === 'string') return isWithin(value, MAX_TEXT_LENGTH) && PRINTABLE.test(value);
  return typeof value === 'boolean' || Number.isFinite(value);
}
