import { byteRangeOf } from './byte-range';

describe('a Range header, of a thousand bytes', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=0-499', { first: 0, last: 499 }],
    ['bytes=500-', { first: 500, last: 999 }],
    ['bytes=999-', { first: 999, last: 999 }],
    ['bytes=900-5000', { first: 900, last: 999 }],
    ['bytes=-1', { first: 999, last: 999 }],
    ['bytes=-1000', { first: 0, last: 999 }],
    ['bytes=-1001', { first: 0, last: 999 }],
    ['bytes=1000-', 'none'],
    ['bytes=1000-2000', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=5-4', 'all'],
    ['bytes=0-1,5-6', 'all'],
    ['bytes=-', 'all'],
    ['items=0-1', 'all'],
    ['bytes=a-b', 'all'],
    ['bytes=0x1-2', 'all'],
    [undefined, 'all'],
  ])('%s is %j', (header, expected) => {
    expect(byteRangeOf(header, 1_000)).toEqual(expected);
  });

  it('asks for nothing that is there of what is empty', () => {
    expect(byteRangeOf('bytes=-5', 0)).toBe('none');
    expect(byteRangeOf('bytes=0-', 0)).toBe('none');
  });
});
