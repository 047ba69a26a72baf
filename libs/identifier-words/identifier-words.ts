/** What stands where something was erased: no empty text, so that whoever reads it knows. */
export const ERASED = '[erased]';

/** Stands in texts that mean something else: a number, or one or two characters. */
const COMMON = /^(?:\d+|.{1,2})$/su;
/** Members of what modules show that hold words of the tenant's own, or what somebody is known by. */
const TENANTS_WORDS = new Set([
  ...['name', 'email', 'note', 'description', 'reason', 'url', 'value', 'counterparties', 'id', 'agentId'],
]);

/**
 * An identifier as a word of texts: not preceded or followed by a letter or a digit, so that `c-1` is neither in
 * `c-12` nor in `abc-1`. One that is common is in no text but the one that it is.
 */
export class IdentifierWords {
  private readonly words: RegExp;
  private readonly isCommon: boolean;

  constructor(readonly identifier: string) {
    this.isCommon = COMMON.test(identifier);
    this.words = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(identifier)}(?![\\p{L}\\p{N}])`, 'gu');
  }

  areIn(text: string): boolean {
    return this.isCommon ? text === this.identifier : text.search(this.words) >= 0;
  }

  /** Whether a JSON value has it anywhere: in a text, as a number, or in the name of a member. */
  areInValue(value: unknown): boolean {
    if (typeof value === 'string') return this.areIn(value);
    if (typeof value === 'number') return String(value) === this.identifier;
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some((item) => this.areInValue(item));
    return Object.entries(value).some(([name, member]) => this.areIn(name) || this.areInValue(member));
  }

  /** Whether a JSON value has it among the words of the tenant's: times, counts, sentences and states are ours. */
  areInWords(value: unknown, isTenants = false): boolean {
    if (typeof value === 'string') return isTenants && this.areIn(value);
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some((item) => this.areInWords(item, isTenants));
    return Object.entries(value).some(([name, member]) => this.areInWords(member, TENANTS_WORDS.has(name)));
  }

  /** The text without it. */
  erasedFrom(text: string): string {
    if (this.isCommon) return text === this.identifier ? ERASED : text;
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
