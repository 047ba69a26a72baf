import { minorUnitsOf } from './currency';

/**
 * An amount as people write it: `129.99 EUR`, `1500 JPY`, `-0.500 KWD`. Takes minor units; a fraction of one
 * (an average) is rounded half away from zero first. Exact up to 2^53 minor units.
 *
 * A code that ISO 4217 does not list today still has to be printed, because recorded transactions outlive
 * currencies: `12999 minor units of BGN`.
 *
 * @throws RangeError when the amount is not finite.
 */
export function formatMoney(amountMinor: number, currency: string): string {
  const wholeMinor = wholeDigits(amountMinor);
  const sign = amountMinor < 0 && wholeMinor !== '0' ? '-' : '';
  const minorUnits = minorUnitsOf(currency);
  if (minorUnits === undefined) return `${sign}${wholeMinor} minor units of ${currency}`;
  if (minorUnits === 0) return `${sign}${wholeMinor} ${currency}`;
  const digits = wholeMinor.padStart(minorUnits + 1, '0');
  return `${sign}${digits.slice(0, -minorUnits)}.${digits.slice(-minorUnits)} ${currency}`;
}

/** From here on the text of a number has an exponent. */
const EXPONENT_FROM = 1e21;

/** Of the magnitude, rounded half up. */
function wholeDigits(amountMinor: number): string {
  if (!Number.isFinite(amountMinor)) throw new RangeError(`not an amount: ${String(amountMinor)}`);
  const magnitude = Math.round(Math.abs(amountMinor));
  return magnitude < EXPONENT_FROM ? String(magnitude) : String(BigInt(magnitude));
}
