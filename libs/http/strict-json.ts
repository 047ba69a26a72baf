import { isUtf8 } from 'node:buffer';
import { containsCardNumber } from '@libs/card-number/card-number';
import { findJsonSyntaxError } from './json-syntax-error';
import { Problem } from './problem';

export const MAX_JSON_DEPTH = 32;
const MAX_QUOTED_KEY_LENGTH = 64;
const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
/** Without an exponent it takes 309 digits. */
const MAY_OVERFLOW = /\d[eE]|\d{309}/;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads a JSON text (RFC 8259) that every reader understands alike and PostgreSQL can keep. Throws the
 * problem `invalid_json`, saying where, for: no text, bytes that are not UTF-8, a byte order mark, wrong
 * syntax, a key that an object has twice (also if it is escaped differently), more than 32 levels, a number
 * beyond a double (which JSON.parse takes for infinity, and no JSON can say again), a string with U+0000 or half a surrogate pair, and a key that every object inherits (`__proto__`, `constructor`,
 * `toString`): what copies objects drops such a key in silence, or changes a prototype by it.
 */
export function parseStrictJson(bytes: Buffer): unknown {
  if (bytes.length === 0) {
    throw new Problem('invalid_json', 'The body is empty.');
  }
  if (!isUtf8(bytes)) {
    throw new Problem('invalid_json', 'The body is not valid UTF-8.');
  }
  const text = bytes.toString('utf8');
  const value = parse(text);
  new Scan(text).run();
  if (MAY_OVERFLOW.test(text) && holdsInfinity(value)) {
    throw new Problem('invalid_json', 'A number is too large: the largest is about 1.8e308.');
  }
  return value;
}

/** After the scan, which has bounded the depth. */
function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
}

function parse(text: string): unknown {
  if (text.startsWith(BYTE_ORDER_MARK)) {
    throw new Problem('invalid_json', 'The body begins with a byte order mark.');
  }
  try {
    return JSON.parse(text);
  } catch {
    const at = findJsonSyntaxError(text) ?? 0;
    const fault = at === text.length ? 'The JSON ends too early' : 'The JSON has a syntax error';
    throw invalid(fault, text, at);
  }
}

/** One pass over a text that JSON.parse has accepted: only strings and brackets are looked at. */
class Scan {
  /** The keys so far of each open object; undefined for an array. */
  private readonly open: (Set<string> | undefined)[] = [];
  /** Most bodies have none: then a string ends at the next quote. */
  private readonly hasEscapes: boolean;
  private at = 0;

  constructor(private readonly text: string) {
    this.hasEscapes = text.includes('\\');
  }

  run(): void {
    for (; this.at < this.text.length; this.at++) {
      switch (this.text.charCodeAt(this.at)) {
        case QUOTE:
          this.string();
          break;
        case OPEN_OBJECT:
          this.enter(new Set());
          break;
        case OPEN_ARRAY:
          this.enter(undefined);
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          this.open.pop();
          break;
      }
    }
  }

  private enter(keys: Set<string> | undefined): void {
    if (this.open.push(keys) > MAX_JSON_DEPTH) {
      throw invalid(`The JSON is nested deeper than ${MAX_JSON_DEPTH} levels`, this.text, this.at);
    }
  }

  /** From the opening quote to the closing one, where the pass goes on. */
  private string(): void {
    const start = this.at;
    this.at = this.hasEscapes ? this.closingQuote(start) : this.text.indexOf('"', start + 1);
    const content = this.hasEscapes ? this.unescape(start) : undefined;
    if (this.isKey()) {
      this.key(content ?? this.text.slice(start + 1, this.at), start);
    }
  }

  private closingQuote(start: number): number {
    let at = start + 1;
    for (let code = this.text.charCodeAt(at); code !== QUOTE; code = this.text.charCodeAt(at)) {
      at += code === BACKSLASH ? 2 : 1;
    }
    return at;
  }

  private unescape(start: number): string {
    const raw = this.text.slice(start, this.at + 1);
    const content = raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
    // UTF-8 has no lone surrogates and JSON no bare U+0000, so that both can only come as escapes.
    if (content.includes('\0') || /\p{Surrogate}/u.test(content)) {
      throw invalid('A string holds U+0000 or half a surrogate pair', this.text, start);
    }
    return content;
  }

  private isKey(): boolean {
    let next = this.at + 1;
    while (isWhiteSpace(this.text.charCodeAt(next))) {
      next++;
    }
    return this.text.charCodeAt(next) === COLON;
  }

  private key(key: string, start: number): void {
    const keys = this.open.at(-1);
    if (keys?.has(key) === true) {
      throw invalid(`The key ${quoted(key)} stands twice in one object`, this.text, start);
    }
    if (key in Object.prototype) {
      throw invalid(`The key ${quoted(key)} is not accepted`, this.text, start);
    }
    keys?.add(key);
  }
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function quoted(key: string): string {
  const isLong = key.length > MAX_QUOTED_KEY_LENGTH;
  return containsCardNumber(key)
    ? '(not repeated here)'
    : JSON.stringify(isLong ? `${key.slice(0, MAX_QUOTED_KEY_LENGTH)}…` : key);
}

/** Lines and columns count from 1; a column is a UTF-16 code unit, as editors count. */
function invalid(fault: string, text: string, at: number): Problem {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1) + 1;
  return new Problem('invalid_json', `${fault} (line ${line}, column ${column}).`);
}
