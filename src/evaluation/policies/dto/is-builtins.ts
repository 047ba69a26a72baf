import { buildMessage, ValidateBy } from 'class-validator';

const MAX_BUILTINS = 200;
export const MAX_WEIGHT = 100;

/** `"default"`, or by code which version of a built-in factor counts with which weight. */
export function IsBuiltins(): PropertyDecorator {
  return ValidateBy({
    name: 'isBuiltins',
    validator: {
      validate: (value: unknown) => value === 'default' || isBuiltins(value),
      defaultMessage: buildMessage(
        (prefix) =>
          `${prefix}$property must be "default" or an object of at most ${MAX_BUILTINS} codes, each with an integer ` +
          `version from 1 and an integer weight of 0 to ${MAX_WEIGHT}`,
      ),
    },
  });
}

function isBuiltins(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MAX_BUILTINS && entries.every(([, use]) => isUse(use));
}

function isUse(use: unknown): boolean {
  if (!isRecord(use)) return false;
  const { version, weight, ...others } = use;
  return (
    isWithin(version, 1, 1_000_000) && isWithin(weight, 0, MAX_WEIGHT) && Object.keys(others).length === 0
  );
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
