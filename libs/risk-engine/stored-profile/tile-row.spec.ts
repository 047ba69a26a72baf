import fc from 'fast-check';
import type { Amounts, Tile } from '../tiles';
import { packTiles, readTiles } from './tile-row';

const CURRENCIES = ['EUR', 'USD', 'JPY'];

const number = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 1 }) },
  fc.nat({ max: Number.MAX_SAFE_INTEGER }),
);
const amounts: fc.Arbitrary<Amounts> = fc.tuple(fc.nat({ max: 2 }), number, number, number, number);
const tile: fc.Arbitrary<Tile> = fc.tuple(
  fc.nat({ max: 9_000_000 }),
  fc.nat({ max: 2 }),
  fc.nat({ max: 1 }),
  fc.dictionary(fc.constantFrom(...CURRENCIES), amounts, { maxKeys: 2, noNullPrototype: true }),
);

describe('a row of tiles', () => {
  it('gives back whatever the tiles held, also what no history leaves', () => {
    fc.assert(
      fc.property(fc.array(tile), (tiles) => {
        const row = JSON.parse(JSON.stringify(packTiles(tiles, CURRENCIES))) as number[];
        expect(readTiles(row, CURRENCIES)).toEqual(tiles);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has three numbers for one payment', () => {
    expect(packTiles([[7, 1, 0, { USD: [1, 250, 250, 0, 0] }]], CURRENCIES)).toEqual([7, ~1, 250]);
  });
});
