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
  const wholeMinor = roundHalfAwayFromZero(amountMinor);
  const minorUnits = minorUnitsOf(currency);
  if (minorUnits === undefined) return `${String(wholeMinor)} minor units of ${currency}`;
  if (minorUnits === 0) return `${String(wholeMinor)} ${currency}`;
  const sign = wholeMinor < 0n ? '-' : '';
  const digits = String(wholeMinor < 0n ? -wholeMinor : wholeMinor).padStart(minorUnits + 1, '0');
  return `${sign}${digits.slice(0, -minorUnits)}.${digits.slice(-minorUnits)} ${currency}`;
}

/** A whole number of minor units. BigInt, because the string of a number above 10^21 has an exponent. */
function roundHalfAwayFromZero(amountMinor: number): bigint {
  if (!Number.isFinite(amountMinor)) throw new RangeError(`not an amount: ${String(amountMinor)}`);
  const magnitude = BigInt(Math.round(Math.abs(amountMinor)));
  return amountMinor < 0 ? -magnitude : magnitude;
}
