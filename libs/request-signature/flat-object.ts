/**
 * An object of strings and numbers, in JSON. Undefined where it is anything else, and where a member is there twice:
 * two parsers could read that differently.
 */
export function parseFlatObject(text: string): Readonly<Record<string, string | number>> | undefined {
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const values: unknown[] = Object.values(object);
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return undefined;
  // In a flat object each name is followed by a colon of its own, and nothing else outside of strings is.
  const names = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').split(':').length - 1;
  return names === values.length ? (object as Record<string, string | number>) : undefined;
}
