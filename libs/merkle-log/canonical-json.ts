/** JSON.stringify writes half a character as an escape, and a whole one as it is. Other backslashes come in pairs. */
const HALF_CHARACTER = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/**
 * The canonical JSON of a value (RFC 8785): members sorted by the UTF-16 units of their names, numbers and strings as
 * ECMAScript writes them, no blanks. What JSON.stringify leaves out is left out. Every decision writes three.
 *
 * @throws TypeError on what JSON can't hold: NaN, an infinity, a function, a lone surrogate.
 */
export function canonicalJson(value: object): string {
  const text = jsonOf(value);
  if (text.includes('\\ud') && HALF_CHARACTER.test(text)) {
    throw new TypeError('half a character has no canonical JSON form');
  }
  return text;
}

function jsonOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  if (value === null || typeof value !== 'object') return jsonOfPlain(value);
  if (hasJsonForm(value)) return jsonOf(value.toJSON());
  return Array.isArray(value) ? jsonOfArray(value) : jsonOfObject(value as Readonly<Record<string, unknown>>);
}

function jsonOfPlain(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON form`);
  return text;
}

function jsonOfArray(values: readonly unknown[]): string {
  let text = '';
  for (const value of values) text += (text === '' ? '' : ',') + jsonOf(value === undefined ? null : value);
  return `[${text}]`;
}

function jsonOfObject(members: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const value = members[name];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${jsonOf(value)}`;
  }
  return `{${text}}`;
}

function hasJsonForm(value: object): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}
