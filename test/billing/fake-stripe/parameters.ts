import type { Form, FormValue } from './form';
import { invalid } from './stripe-error';

type Kind = 'text' | 'integer' | 'decimal' | 'boolean' | 'any' | Spec | readonly [Kind];
/** By name; a `!` behind the name: it has to be there. */
export interface Spec {
  readonly [name: string]: Kind;
}

/** Refuses what Stripe refuses: a name it doesn't know, one that is missing, a value of another kind. */
export function checkParameters(form: Form, spec: Spec, path = ''): void {
  const nameOf = (name: string): string => (path === '' ? name : `${path}[${name}]`);
  for (const [name, kind] of Object.entries(spec)) {
    const bare = name.replace('!', '');
    const value = form[bare];
    if (value !== undefined) checkValue(value, kind, nameOf(bare));
    else if (name.endsWith('!')) {
      const param = nameOf(bare);
      throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
    }
  }
  for (const name of Object.keys(form)) {
    if (name in spec || `${name}!` in spec) continue;
    const param = nameOf(name);
    throw invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
}

const FORMS = {
  text: /^[^]+$/,
  integer: /^-?\d+$/,
  decimal: /^\d+(\.\d{1,12})?$/,
  boolean: /^(true|false)$/,
};

function checkValue(value: FormValue, kind: Kind, param: string): void {
  if (kind === 'any') return;
  if (typeof kind === 'string') {
    if (typeof value === 'string' && FORMS[kind].test(value)) return;
    throw invalid(`Invalid ${kind}: ${param}`, { param });
  }
  if (isListKind(kind)) checkList(value, kind[0], param);
  else if (typeof value === 'string' || Array.isArray(value))
    throw invalid(`Invalid object: ${param}`, { param });
  else checkParameters(value, kind, param);
}

function checkList(value: FormValue, kind: Kind, param: string): void {
  if (!Array.isArray(value)) throw invalid(`Invalid array: ${param}`, { param });
  value.forEach((item, index) => {
    checkValue(item, kind, `${param}[${index}]`);
  });
}

function isListKind(kind: Spec | readonly [Kind]): kind is readonly [Kind] {
  return Array.isArray(kind);
}
