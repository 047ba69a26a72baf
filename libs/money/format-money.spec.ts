import fc from 'fast-check';
import { formatMoney } from './format-money';

describe('formatMoney', () => {
  it.each([
    [12_999, 'EUR', '129.99 EUR'],
    [1500, 'JPY', '1500 JPY'],
    [0, 'EUR', '0.00 EUR'],
    [5, 'EUR', '0.05 EUR'],
    [99, 'EUR', '0.99 EUR'],
    [100, 'EUR', '1.00 EUR'],
    [500, 'KWD', '0.500 KWD'],
    [12_345, 'CLF', '1.2345 CLF'],
    [-150, 'EUR', '-1.50 EUR'],
    [-5, 'EUR', '-0.05 EUR'],
    [1_000_000_000_000, 'USD', '10000000000.00 USD'],
    [1e21, 'JPY', '1000000000000000000000 JPY'],
  ])('writes %d minor units of %s as "%s"', (amountMinor, currency, text) => {
    expect(formatMoney(amountMinor, currency)).toBe(text);
  });

  it.each([
    [3420.49, '34.20 EUR'],
    [3420.5, '34.21 EUR'],
    [-3420.5, '-34.21 EUR'],
    [-0.4, '0.00 EUR'],
    [0.5, '0.01 EUR'],
  ])('rounds an average of %d minor units half away from zero: %s', (amountMinor, text) => {
    expect(formatMoney(amountMinor, 'EUR')).toBe(text);
  });

  it('still prints a recorded amount whose currency has been withdrawn', () => {
    expect(formatMoney(12_999, 'BGN')).toBe('12999 minor units of BGN');
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d rather than print it as money', (amountMinor) => {
    expect(() => formatMoney(amountMinor, 'EUR')).toThrow(RangeError);
  });

  it('always shows the very digits of the amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000_000 }),
        fc.constantFrom('JPY', 'EUR', 'KWD', 'CLF'),
        (amountMinor, currency) => {
          expect(Number(formatMoney(amountMinor, currency).replace(/\D/g, ''))).toBe(amountMinor);
        },
      ),
    );
  });
});
