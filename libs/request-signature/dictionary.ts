import { parseDictionary, serializeDictionary } from 'structured-headers';
import type { Dictionary } from 'structured-headers';
import { malformed } from './signature-refusal';

/**
 * A dictionary (RFC 9651 section 3.2). Undefined where it is none, is empty, or is one that others may read
 * otherwise: with a member or a parameter twice (the parser takes the last, others the first), or with a number or
 * bytes spelled in more than one way. All of that shows where it is written again: but for blanks, it is the same.
 */
export function readDictionary(line: string): Dictionary | undefined {
  try {
    const dictionary = parseDictionary(line);
    if (dictionary.size === 0) return undefined;
    return withoutBlanks(serializeDictionary(dictionary)) === withoutBlanks(line) ? dictionary : undefined;
  } catch {
    return undefined;
  }
}

/** Throws a SignatureRefusal where it is none, or not in canonical form. */
export function dictionaryOf(line: string, name: string): Dictionary {
  const dictionary = readDictionary(line);
  if (dictionary === undefined) throw malformed(`${name} is no dictionary in canonical form.`);
  return dictionary;
}

function withoutBlanks(text: string): string {
  return text.replace(/[ \t]/g, '');
}
