import { isNativeError } from 'node:util/types';

/** What the person at the terminal has to change. Its message is one line; the command ends with exit code 2. */
export class UsageError extends Error {}

/** @throws UsageError unless `text` is a whole number from `least` to `most`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** @throws UsageError unless `text` is one of `values`. */
export function oneOf<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new UsageError(`--${name} takes ${values.join(' or ')}, not "${text}".`);
  return found;
}

/** What node:util says of options that it could not read, cut to its first sentence; any other error as it is. */
export function asUsageError(error: unknown): unknown {
  if (!isNativeError(error) || !('code' in error) || !String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error;
  const sentence = /^[^\n]*?(?=\.\s|\.?\n|\.?$)/.exec(error.message)?.[0] ?? error.message;
  return new UsageError(`${sentence}.`);
}
