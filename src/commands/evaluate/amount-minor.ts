import { minorUnitsOf } from '@libs/money/currency';
import { RowError } from './transaction-row';

const DOUBLE_DIGITS = 15;
/** The shortest text of a double that reads back as the same one never has more. */
const MAX_PRINTED_DIGITS = 17;

/**
 * The integer that the API takes, from text: digits are moved, never multiplied, so that no cent is lost.
 *
 * @throws RowError if the text is no amount, has more decimals than the currency, or is too long to be exact.
 */
export function amountMinor(text: string, unit: 'major' | 'minor', currency: string): number {
  const [matched, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(withoutFloatNoise(text)) ?? [];
  if (matched === undefined) throw new RowError('amount_invalid', `"${text}" is not an amount`);
  const places = unit === 'minor' ? 0 : decimalPlaces(currency);
  if (/[^0]/.test(decimals.slice(places))) {
    throw new RowError('amount_invalid', `"${text}" has more than ${places} decimals`);
  }
  const amount = Number(whole + decimals.slice(0, places).padEnd(places, '0'));
  if (!Number.isSafeInteger(amount)) throw new RowError('amount_invalid', `"${text}" is too large`);
  return amount;
}

/** 85.65 as a program prints its double in full is 85.64999999999999: 15 digits are what a double holds for sure. */
function withoutFloatNoise(text: string): string {
  const [, fraction] = text.split('.');
  const digits = text.replace('.', '').replace(/^0+/, '').length;
  if (fraction === undefined || digits <= DOUBLE_DIGITS || digits > MAX_PRINTED_DIGITS) return text;
  const rounded = Number(text).toPrecision(DOUBLE_DIGITS);
  return rounded.includes('e') ? text : rounded;
}

function decimalPlaces(currency: string): number {
  const places = minorUnitsOf(currency);
  if (places === undefined) throw new RowError('currency_invalid', `"${currency}" is not a code of ISO 4217`);
  return places;
}
