import { addCounts, SCANNED_ROWS, SLICE_ROWS, sliceOf, totalOf } from './erased-slice';

const rows = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
const place = (row: number): string => `at ${row}`;

describe('a slice of a page', () => {
  it('of the last page takes all of it, and is the last', () => {
    expect(sliceOf(rows(10), (row) => row % 5 === 0, place)).toEqual({ hits: [5, 10], next: undefined });
  });

  it('of a full page goes on behind the page', () => {
    const { hits, next } = sliceOf(rows(SCANNED_ROWS), (row) => row === 3, place);
    expect([hits, next]).toEqual([[3], `at ${SCANNED_ROWS}`]);
  });

  it.each([
    [SLICE_ROWS, undefined],
    [SLICE_ROWS + 1, `at ${SLICE_ROWS}`],
  ])('of %i rows to change goes on at %s', (count, next) => {
    const slice = sliceOf(rows(count), () => true, place);
    expect([slice.hits.length, slice.next]).toEqual([SLICE_ROWS, next]);
  });
});

describe('counts', () => {
  it('are added by their names, and leave out what is zero', () => {
    expect(addCounts({ a: 1 }, { a: 2, b: 3, c: 0 })).toEqual({ a: 3, b: 3 });
    expect([totalOf({ a: 2, b: 3 }), totalOf({})]).toEqual([5, 0]);
  });
});
