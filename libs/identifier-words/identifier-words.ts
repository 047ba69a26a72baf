/** What stands where something was erased: no empty text, so that whoever reads it knows. */
export const ERASED = '[erased]';

/**
 * An identifier as a word of texts: not preceded or followed by a letter or a digit, so that `c-1` is neither in
 * `c-12` nor in `abc-1`.
 */
export class IdentifierWords {
  private readonly words: RegExp;

  constructor(readonly identifier: string) {
    this.words = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(identifier)}(?![\\p{L}\\p{N}])`, 'gu');
  }

  areIn(text: string): boolean {
    return text.search(this.words) >= 0;
  }

  /** Whether a JSON value has it anywhere: in a text, as a number, or in the name of a member. */
  areInValue(value: unknown): boolean {
    if (typeof value === 'string') return this.areIn(value);
    if (typeof value === 'number') return String(value) === this.identifier;
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some((item) => this.areInValue(item));
    return Object.entries(value).some(([name, member]) => this.areIn(name) || this.areInValue(member));
  }

  /** The text without it. */
  erasedFrom(text: string): string {
    return text.replace(this.words, () => ERASED);
  }

  /** What the JSON text of whatever has it contains: to look for first, where all texts are too many to read. */
  get inJson(): string {
    return JSON.stringify(this.identifier).slice(1, -1);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
