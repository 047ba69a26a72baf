/** What a form holds: text, lists and objects, as the names `a[b][0][c]` nest them. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type Form = Record<string, FormValue>;

/** Decodes a form or a query as Stripe reads them. An object whose names are 0, 1, 2 … is a list. */
export function parseForm(text: string): Form {
  const root: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+/g)].map(([part]) => part);
    let place: Record<string, FormValue> = root;
    for (const part of path.slice(0, -1)) place = (place[part] ??= {}) as Record<string, FormValue>;
    place[path.at(-1) ?? name] = value;
  }
  return listed(root) as Form;
}

function listed(value: FormValue): FormValue {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, listed(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
