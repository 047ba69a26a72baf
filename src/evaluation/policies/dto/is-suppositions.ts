import { buildMessage, ValidateBy } from 'class-validator';

const MAX_FACTS = 64;
const MAX_LIST_VALUES = 64;
const MAX_TEXT_LENGTH = 256;

/** By the names that rules use: numbers, truth values and, for lists, the texts that they hold. */
export function IsSuppositions(): PropertyDecorator {
  return ValidateBy({
    name: 'isSuppositions',
    validator: {
      validate: isSuppositions,
      defaultMessage: buildMessage(
        (prefix) =>
          `${prefix}$property must be an object of up to ${MAX_FACTS} names, each a number from 0, a boolean or up to ` +
          `${MAX_LIST_VALUES} texts of up to ${MAX_TEXT_LENGTH} characters`,
      ),
    },
  });
}

function isSuppositions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const held: unknown[] = Object.values(value);
  return held.length <= MAX_FACTS && held.every(isSupposition);
}

function isSupposition(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= MAX_LIST_VALUES && value.every(isText);
  return typeof value === 'boolean' || (Number.isFinite(value) && Number(value) >= 0);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH;
}
