type Expectation = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

// eslint-disable-next-line no-control-regex -- control characters are what a JSON string may not hold
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/;
const TOKEN = new RegExp(`[ \\t\\n\\r]*(?:([{}[\\],:])|(${STRING.source})|(?:${SCALAR.source}))`, 'y');
const WHITE_SPACE = /[ \t\n\r]*/y;

/**
 * The offset of the first token that cannot stand where it stands in a JSON text (RFC 8259); the length of
 * the text if it ends too early; undefined if nothing is wrong. For the sentence that tells a developer
 * where to look, since the messages of JSON.parse quote the text and do not always say the place.
 */
export function findJsonSyntaxError(text: string): number | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  for (let at = 0; ; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    const next: Expectation | undefined = token === null ? undefined : afterToken(token, expected, open);
    if (next === undefined) {
      const wrongAt = at + whiteSpaceAt(text, at);
      return wrongAt === text.length && expected === 'nothing' ? undefined : wrongAt;
    }
    expected = next;
  }
}

/** What may follow, or undefined if the token may not stand here. */
function afterToken(
  token: RegExpExecArray,
  expected: Expectation,
  open: ('{' | '[')[],
): Expectation | undefined {
  const [, mark, text] = token;
  if (mark !== undefined) {
    return afterMark(mark, expected, open);
  }
  if (text !== undefined && (expected === 'key' || expected === 'keyOrEnd')) {
    return 'colon';
  }
  return expected === 'value' || expected === 'valueOrEnd' ? afterValue(open) : undefined;
}

function afterMark(mark: string, expected: Expectation, open: ('{' | '[')[]): Expectation | undefined {
  switch (mark) {
    case '{':
    case '[':
      return afterOpening(mark, expected, open);
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case ',':
      return expected === 'commaOrEnd' ? afterComma(open) : undefined;
    default:
      return afterClosing(mark, expected, open);
  }
}

function afterOpening(mark: '{' | '[', expected: Expectation, open: ('{' | '[')[]): Expectation | undefined {
  if (expected !== 'value' && expected !== 'valueOrEnd') {
    return undefined;
  }
  open.push(mark);
  return mark === '{' ? 'keyOrEnd' : 'valueOrEnd';
}

function afterClosing(mark: string, expected: Expectation, open: ('{' | '[')[]): Expectation | undefined {
  const isObject = mark === '}';
  const mayEnd = expected === 'commaOrEnd' || expected === (isObject ? 'keyOrEnd' : 'valueOrEnd');
  if (!mayEnd || open.at(-1) !== (isObject ? '{' : '[')) {
    return undefined;
  }
  open.pop();
  return afterValue(open);
}

function afterComma(open: readonly string[]): Expectation {
  return open.at(-1) === '{' ? 'key' : 'value';
}

function afterValue(open: readonly string[]): Expectation {
  return open.length === 0 ? 'nothing' : 'commaOrEnd';
}

function whiteSpaceAt(text: string, at: number): number {
  WHITE_SPACE.lastIndex = at;
  return WHITE_SPACE.exec(text)?.[0].length ?? 0;
}
