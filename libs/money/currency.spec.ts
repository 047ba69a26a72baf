import { isCurrency, minorUnitsOf } from './currency';

describe('currency', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['CLP', 0],
    ['CLF', 4],
    ['UYI', 0],
    ['UYW', 4],
    ['XCG', 2],
    ['ZWG', 2],
    ['VED', 2],
    ['SLE', 2],
    ['XAF', 0],
  ])('%s has %i decimal digits', (code, minorUnits) => {
    expect(minorUnitsOf(code)).toBe(minorUnits);
    expect(isCurrency(code)).toBe(true);
  });

  it.each([
    ['HUF', 2],
    ['IDR', 2],
    ['IQD', 3],
    ['PKR', 2],
    ['COP', 2],
    ['LBP', 2],
    ['IRR', 2],
    ['YER', 2],
  ])('%s has the %i digits of the standard, whatever Intl shows', (code, minorUnits) => {
    expect(minorUnitsOf(code)).toBe(minorUnits);
  });

  it.each(['XAU', 'XXX', 'XTS', 'XDR', 'CUC', 'ANG', 'BGN', 'HRK', 'SLL', 'ZWL'])(
    '%s is not a currency one can pay in today',
    (code) => {
      expect(isCurrency(code)).toBe(false);
      expect(minorUnitsOf(code)).toBeUndefined();
    },
  );

  it.each(['', 'eur', 'EU', 'EURO', 'EUR ', 'constructor', '__proto__'])('refuses %j', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});
