import { isInIssuerRange } from './issuer-ranges';
import { pointerStep } from './json-pointer';

const SHORTEST = 13;
const LONGEST = 19;
// Its all-digit groups would now and then pass for a card: 1 random UUID in 40 000.
const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi;
const TRACK_ONE_START = /%B(?=\d)/g;
// Spaces and hyphens match neither branch: they are what may stand inside a card number.
const WORD_OR_BREAK = /[\p{L}\d_]+|[^\p{L}\d_\s\p{Pd}]/gu;
const INVISIBLE = /\p{Cf}/gu;
const FULLWIDTH_DIGIT = /[\uff10-\uff19]/g;
const FULLWIDTH_OFFSET = 0xff10 - 0x30;
// E.164: at most 15 digits. The digits are counted, so that a card number behind a plus sign is found.
const TELEPHONE = /\+\d(?:[\s\p{Pd}]*\d){6,14}(?![\s\p{Pd}]*\d)/gu;

/**
 * Whether a card number stands anywhere in the text: 13 to 19 digits, spaces and hyphens between them
 * ignored, that satisfy Luhn (ISO/IEC 7812-1) within a known issuer's range. Fullwidth digits, spaces
 * and hyphens of any kind and invisible characters count as what they look like; digits of other scripts
 * do not.
 *
 * Digits that a letter or an underscore touches are part of a word, not of a card number; so are those of
 * a UUID. That is why an order number wants a prefix (`ord_4242…`): about one in 25 random numbers of
 * 16 digits looks like a card and would be refused for ever. Times since the epoch in milliseconds,
 * microseconds or nanoseconds of 2002 to 2038 are in no issuer's range. Bare 13-digit telephone numbers and
 * barcodes that start with 4 hit one time in ten; a telephone number with its `+` never does.
 */
export function containsCardNumber(text: string): boolean {
  return text.length >= SHORTEST && hasDigits(text, SHORTEST) && digitRuns(text).some(holdsCardNumber);
}

/**
 * The JSON pointer (RFC 6901) of the first card number in a parsed JSON value: in a string, a number or a
 * key. A key is never part of the answer if it holds the number: then the answer is its object's.
 * Recurses as deep as the value is nested: bound that first.
 */
export function findCardNumber(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return containsCardNumber(value) ? '' : undefined;
  }
  if (typeof value === 'number') {
    return numberIsCardNumber(value) ? '' : undefined;
  }
  return typeof value === 'object' && value !== null ? findInChildren(value) : undefined;
}

function findInChildren(parent: object): string | undefined {
  const keysAreOurs = Array.isArray(parent);
  for (const [key, child] of Object.entries(parent) as [string, unknown][]) {
    if (!keysAreOurs && containsCardNumber(key)) {
      return '';
    }
    const found = findCardNumber(child);
    if (found !== undefined) {
      return `${pointerStep(key)}${found}`;
    }
  }
  return undefined;
}

function numberIsCardNumber(value: number): boolean {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    // A double has lost the last digits, so that the check digit says nothing: the range has to do.
    const digits = BigInt(Math.abs(value)).toString();
    return digits.length <= LONGEST && isInIssuerRange(digits);
  }
  return containsCardNumber(String(value));
}

function hasDigits(text: string, atLeast: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count < atLeast; at++) {
    const code = text.charCodeAt(at);
    const ascii = code >= 0xff10 ? code - FULLWIDTH_OFFSET : code;
    count += ascii >= 0x30 && ascii <= 0x39 ? 1 : 0;
  }
  return count >= atLeast;
}

/** Groups of digits with nothing but spaces and hyphens between them. */
function digitRuns(text: string): string[][] {
  const runs: string[][] = [];
  let run: string[] = [];
  for (const word of withoutLookalikes(text).match(WORD_OR_BREAK) ?? []) {
    if (/^\d+$/.test(word)) {
      run.push(word);
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return [...runs, run];
}

function withoutLookalikes(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(FULLWIDTH_DIGIT, (digit) => String.fromCharCode(digit.charCodeAt(0) - FULLWIDTH_OFFSET))
    .replace(UUID, '.')
    .replace(TELEPHONE, '.')
    .replace(TRACK_ONE_START, '%');
}

/** At most 19 groups are joined from each start, so that the work is linear in the text. */
function holdsCardNumber(groups: readonly string[]): boolean {
  return groups.some((_group, start) => {
    let digits = '';
    for (let end = start; end < groups.length && digits.length < LONGEST; end++) {
      digits += groups[end] ?? '';
      if (isCardNumber(digits)) {
        return true;
      }
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  return (
    digits.length >= SHORTEST && digits.length <= LONGEST && isInIssuerRange(digits) && satisfiesLuhn(digits)
  );
}

function satisfiesLuhn(digits: string): boolean {
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd++) {
    const digit = digits.charCodeAt(digits.length - 1 - fromEnd) - 48;
    const doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += fromEnd % 2 === 0 ? digit : doubled;
  }
  return sum % 10 === 0;
}
