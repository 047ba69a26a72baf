import fc from 'fast-check';
import { findJsonSyntaxError } from './json-syntax-error';
import { Problem } from './problem';
import { MAX_JSON_DEPTH, parseStrictJson } from './strict-json';

function read(text: string): unknown {
  return parseStrictJson(Buffer.from(text));
}

function detailOf(bytes: Buffer | string): string {
  try {
    parseStrictJson(Buffer.from(bytes as string));
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).toBe('invalid_json');
    return (error as Problem).detail;
  }
  throw new Error('It was read.');
}

const INHERITED = Object.getOwnPropertyNames(Object.prototype);

describe('reading a body', () => {
  it('always agrees with JSON.parse where no key stands twice', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }),
        fc.nat({ max: 3 }),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          fc.pre(!text.includes('\\u') && !INHERITED.some((name) => text.includes(name)));
          expect(read(text)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it.each([
    ['an escaped quote before a colon in a string', String.raw`{"a\"":":{[\\\"","b":"}"}`],
    ['the same key in two objects', '{"a":{"k":1},"b":{"k":1},"k":[{"k":1},{"k":1}]}'],
    ['a value that equals a key', '{"a":"b","b":"a"}'],
    ['a surrogate pair written as escapes', String.raw`"\ud83d\ude00"`],
    ['a bare number', ' 1 '],
    ['the largest number', '[1.7976931348623157e308, -1.7976931348623157E+308]'],
    ['a number of 308 digits', `{"a":${'9'.repeat(308)}}`],
    ['what only looks like a number beyond all', '["1e999"]'],
  ])('takes %s', (_what, text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['nothing', '', 'The body is empty.'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'The body is not valid UTF-8.'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'The body is not valid UTF-8.'],
    ['a byte order mark', '\ufeff{}', 'The body begins with a byte order mark.'],
    ['a number beyond all', '{"a":[1e999]}', 'A number is too large: the largest is about 1.8e308.'],
    ['a negative one', '-1E400', 'A number is too large: the largest is about 1.8e308.'],
    [
      'one of 310 digits',
      `[{"a":${'9'.repeat(310)}}]`,
      'A number is too large: the largest is about 1.8e308.',
    ],
    [
      'one of many digits with a small exponent',
      `${'9'.repeat(305)}e5`,
      'A number is too large: the largest is about 1.8e308.',
    ],
    ['an open object', '{"a":1', 'The JSON ends too early (line 1, column 7).'],
    ['white space alone', ' \n', 'The JSON ends too early (line 2, column 1).'],
    ['a trailing comma', '{\n  "a": 1,\n}', 'The JSON has a syntax error (line 3, column 1).'],
    [
      'a duplicate key',
      '{"a":1,\n "b":2, "a":3}',
      'The key "a" stands twice in one object (line 2, column 9).',
    ],
    [
      'one that hides behind an escape',
      String.raw`{"a":1,"\u0061":2}`,
      'The key "a" stands twice in one object (line 1, column 8).',
    ],
    [
      'one deep inside',
      '[{"x":[{"k":1,"k" :1}]}]',
      'The key "k" stands twice in one object (line 1, column 15).',
    ],
    [
      'a duplicate key that is a card number',
      '{"4242424242424242":1,"4242424242424242":2}',
      'The key (not repeated here) stands twice in one object (line 1, column 23).',
    ],
    ['U+0000', String.raw`["\u0000"]`, 'A string holds U+0000 or half a surrogate pair (line 1, column 2).'],
    [
      'U+0000 in a key',
      String.raw`{"\u0000":1}`,
      'A string holds U+0000 or half a surrogate pair (line 1, column 2).',
    ],
    [
      'half a surrogate pair',
      String.raw`["\ud800x"]`,
      'A string holds U+0000 or half a surrogate pair (line 1, column 2).',
    ],
    [
      'the other half',
      String.raw`["\udc00"]`,
      'A string holds U+0000 or half a surrogate pair (line 1, column 2).',
    ],
    [
      '__proto__',
      '{"__proto__":{"isAdmin":true}}',
      'The key "__proto__" is not accepted (line 1, column 2).',
    ],
    [
      'what every object inherits, at any depth',
      '{"attributes":{"constructor":1}}',
      'The key "constructor" is not accepted (line 1, column 16).',
    ],
    [
      '__proto__ behind an escape',
      String.raw`{"\u005f_proto__":1}`,
      'The key "__proto__" is not accepted (line 1, column 2).',
    ],
  ])('refuses %s and says where', (_what, body, detail) => {
    expect(detailOf(body as string)).toBe(detail);
  });

  it('repeats at most the beginning of a long key', () => {
    const key = 'k'.repeat(1000);
    expect(detailOf(`{"${key}":1,"${key}":2}`).length).toBeLessThan(150);
  });

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('follows %s down to 32 levels and not to 33', (_what, opening, closing) => {
    const nested = (depth: number): string => `${opening.repeat(depth)}1${closing.repeat(depth)}`;
    expect(read(nested(MAX_JSON_DEPTH))).toBeDefined();
    expect(detailOf(nested(MAX_JSON_DEPTH + 1))).toContain('deeper than 32 levels');
  });

  it('answers in time to a mebibyte of brackets', () => {
    expect(detailOf('['.repeat(1 << 20))).toContain('ends too early');
  });
});

describe('the place of a syntax error', () => {
  it.each([
    ['[1,2,x]', 5],
    ['{abc}', 1],
    ["{'a':1}", 1],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['{"a":1]', 6],
    ['{"a":01}', 5],
    ['{"a":1} x', 8],
    ['"a\tb"', 0],
    ['[tru]', 1],
    ['[1.]', 1],
    [':', 0],
    ['[,]', 1],
    ['{"a":}', 5],
  ])('%s', (text, at) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(findJsonSyntaxError(text)).toBe(at);
  });

  it('is always found where JSON.parse refuses a text, and never where it does not', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '0',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '"',
    );
    const text = fc.oneof(
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
      fc.json().chain((json) => fc.nat({ max: json.length }).map((end) => json.slice(0, end))),
      fc.json(),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        expect(findJsonSyntaxError(candidate) === undefined).toBe(isJson(candidate));
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
