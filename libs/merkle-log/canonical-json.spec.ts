import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json';

describe('canonical JSON', () => {
  it('is that of RFC 8785', () => {
    expect(canonicalJson({ '\u20ac': 'x', '\r': 1e21, 1: -0, ö: 1e-7, 10: [], 9: {} })).toBe(
      '{"\\r":1e+21,"1":0,"10":[],"9":{},"ö":1e-7,"€":"x"}',
    );
  });

  it('sorts by UTF-16 units, where a pair of surrogates goes before what is beyond them', () => {
    expect(canonicalJson({ '\ufb33': 1, '\u{1f600}': 2 })).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });

  it('is always what another implementation writes', () => {
    const someJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value) => ({ value }));
    fc.assert(
      fc.property(someJson, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes a text that looks like the escape of half a character for what it is', () => {
    expect(canonicalJson({ a: '\\ud800', b: '\\\\ud800' })).toBe('{"a":"\\\\ud800","b":"\\\\\\\\ud800"}');
  });

  it('has the members and the dates that JSON.stringify has', () => {
    const at = new Date(0);
    expect(canonicalJson({ b: undefined, at, list: [undefined, at], a: Object.create(null) as object })).toBe(
      '{"a":{},"at":"1970-01-01T00:00:00.000Z","list":[null,"1970-01-01T00:00:00.000Z"]}',
    );
  });

  it.each([
    { a: NaN },
    { a: [-Infinity] },
    { a: () => 1 },
    { a: 1n },
    { a: '\ud800' },
    { '\udc00': 1 },
    { a: '\\\ud800' },
  ])('there is none of %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
