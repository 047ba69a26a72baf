import fc from 'fast-check';
import { amountMinor } from './amount-minor';

describe('amountMinor', () => {
  it.each([
    ['12.50', 'EUR', 1250],
    ['12.5', 'EUR', 1250],
    ['12', 'EUR', 1200],
    ['0.07', 'EUR', 7],
    ['1.10', 'EUR', 110],
    ['12.500', 'EUR', 1250],
    ['1234', 'JPY', 1234],
    ['1234.0', 'JPY', 1234],
    ['1.234', 'KWD', 1234],
    ['8.2', 'HUF', 820],
    ['85.64999999999999', 'EUR', 8565],
    ['0.30000000000000004', 'EUR', 30],
  ])('%s %s is %d minor units', (text, currency, amount) => {
    expect(amountMinor(text, 'major', currency)).toBe(amount);
  });

  it.each([
    ['12.505', 'EUR', 'has more than 2 decimals'],
    ['0.5', 'JPY', 'has more than 0 decimals'],
    ['85.6499999999999', 'EUR', 'has more than 2 decimals'],
    ['90071992547410', 'EUR', 'is too large'],
    ['12,50', 'EUR', 'is not an amount'],
    ['-1', 'EUR', 'is not an amount'],
    ['1e3', 'EUR', 'is not an amount'],
    ['.5', 'EUR', 'is not an amount'],
    ['5.', 'EUR', 'is not an amount'],
    ['1.00', 'XYZ', '"XYZ" is not a code of ISO 4217'],
  ])('refuses %s %s rather than guess', (text, currency, message) => {
    expect(() => amountMinor(text, 'major', currency)).toThrow(message);
  });

  it('takes minor units as they are, and nothing between them', () => {
    expect(amountMinor('1250', 'minor', 'EUR')).toBe(1250);
    expect(amountMinor('1250.0', 'minor', 'EUR')).toBe(1250);
    expect(() => amountMinor('12.50', 'minor', 'EUR')).toThrow('has more than 0 decimals');
  });

  it('always gives back every cent', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 99 }), (euros, cents) => {
        const text = `${euros}.${String(cents).padStart(2, '0')}`;
        expect(amountMinor(text, 'major', 'EUR')).toBe(euros * 100 + cents);
      }),
    );
  });
});
