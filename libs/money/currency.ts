/**
 * The number of decimal digits of a currency's minor unit (EUR 2, JPY 0, KWD 3), or `undefined` for a code
 * that ISO 4217 does not list today. Codes are upper case, as in the standard.
 *
 * A table of our own, because `Intl` follows what CLDR thinks people like to read (HUF and IDR without
 * decimals) and a thousand forints sent as 100000 would be read as a hundred thousand.
 */
export function minorUnitsOf(currency: string): number | undefined {
  return MINOR_UNITS.get(currency);
}

export function isCurrency(code: string): boolean {
  return MINOR_UNITS.has(code);
}

/**
 * ISO 4217 list one: every code for which the standard states a minor unit, units of account such as CLF
 * among them. Metals, testing and "no currency" codes (XAU, XTS, XXX) have none and are not money here; nor
 * are withdrawn codes (ANG, BGN, CUC, HRK, SLL, ZWL).
 */
const CODES_BY_MINOR_UNITS: readonly (readonly [minorUnits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF ' +
      'CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD ' +
      'HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT ' +
      'MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB ' +
      'SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD ' +
      'USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const MINOR_UNITS: ReadonlyMap<string, number> = new Map(
  CODES_BY_MINOR_UNITS.flatMap(([minorUnits, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, minorUnits]),
  ),
);
