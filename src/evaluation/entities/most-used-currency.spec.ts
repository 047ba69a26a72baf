import type { Amounts, Tile } from '@libs/risk-engine/tiles';
import { mostUsedCurrency } from './most-used-currency';

const counted = (count: number): Amounts => [count, 1, 1, 0, 0];
const day = (index: number, amounts: Tile[3]): Tile => [index, 1, 0, amounts];

describe('the currency that an entity is shown in when nobody names one', () => {
  it.each<[what: string, days: Tile[], expected: string | null]>([
    ['the only one', [day(1, { EUR: counted(1) })], 'EUR'],
    [
      'the one with most transactions over all days',
      [day(1, { USD: counted(2), EUR: counted(2) }), day(2, { EUR: counted(1) })],
      'EUR',
    ],
    ['the first of the alphabet among equals', [day(1, { USD: counted(2), JPY: counted(2) })], 'JPY'],
    ['one with refunds alone, where there is no other', [day(1, { USD: [0, 0, 0, 0, 5] })], 'USD'],
    ['none without amounts', [day(1, {})], null],
    ['none without days', [], null],
  ])('is %s', (_, days, expected) => {
    expect(mostUsedCurrency({ days })).toBe(expected);
  });
});
