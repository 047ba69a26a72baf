/**
 * Whether the digits begin and end where an issuer's card numbers do: by the first four digits and the
 * length. The networks' published ranges (ISO/IEC 7812 prefixes), rounded outwards to four digits.
 *
 * A table of our own, because those made for payment forms name one network for a number and then accept
 * that network's lengths only: they miss a 19-digit Visa under an Elo prefix, and Visa's 13 digits.
 */
export function isInIssuerRange(digits: string): boolean {
  const prefix = Number(digits.slice(0, 4));
  return ISSUER_RANGES.some(
    ({ from, to, lengths }) => from <= prefix && prefix <= to && lengths.includes(digits.length),
  );
}

interface IssuerRange {
  from: number;
  to: number;
  lengths: readonly number[];
}

const ISSUER_RANGES: readonly IssuerRange[] = [
  { from: 1800, to: 1800, lengths: [15] }, // JCB
  { from: 2131, to: 2131, lengths: [15] }, // JCB
  { from: 2200, to: 2204, lengths: [16, 17, 18, 19] }, // Mir
  { from: 2221, to: 2720, lengths: [16] }, // Mastercard
  { from: 3000, to: 3059, lengths: [14, 16, 17, 18, 19] }, // Diners Club
  { from: 3095, to: 3095, lengths: [14, 16, 17, 18, 19] }, // Diners Club
  { from: 3400, to: 3499, lengths: [15] }, // American Express
  { from: 3528, to: 3589, lengths: [16, 17, 18, 19] }, // JCB, RuPay
  { from: 3600, to: 3699, lengths: [14, 16, 17, 18, 19] }, // Diners Club
  { from: 3700, to: 3799, lengths: [15] }, // American Express
  { from: 3800, to: 3999, lengths: [14, 16, 17, 18, 19] }, // Diners Club
  { from: 4000, to: 4999, lengths: [13, 16, 18, 19] }, // Visa, Elo
  { from: 5000, to: 5099, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro, Dankort, Elo, RuPay, Verve
  { from: 5100, to: 5599, lengths: [16] }, // Mastercard
  { from: 5600, to: 5899, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { from: 6000, to: 6099, lengths: [13, 16, 17, 18, 19] }, // Discover, Hipercard, RuPay
  { from: 6200, to: 6299, lengths: [14, 15, 16, 17, 18, 19] }, // UnionPay
  { from: 6300, to: 6399, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro, Elo, Hiper
  { from: 6400, to: 6599, lengths: [16, 17, 18, 19] }, // Discover, RuPay, Troy
  { from: 6700, to: 6799, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { from: 8100, to: 8299, lengths: [16, 17, 18, 19] }, // UnionPay, RuPay
  { from: 9792, to: 9792, lengths: [16] }, // Troy
];
