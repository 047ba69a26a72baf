import type { Read } from './rule-context';
import type { RuleValue } from './rule-facts';
import { wrongType } from './rule-failure';

/** A part of a rule as a closure, with the type that its value is known to have; `dyn` where it is not known. */
export type Expression =
  | { readonly type: 'bool'; readonly read: Read<boolean> }
  | { readonly type: 'double'; readonly read: Read<number> }
  | { readonly type: 'string'; readonly read: Read<string> }
  | { readonly type: 'dyn'; readonly read: Read };

/** Any value, and a failure at run time where it is not true or false. */
export function truthOf(expression: Expression): Read<boolean> {
  if (expression.type === 'bool') return expression.read;
  const { read } = expression;
  return (context) => {
    const value: RuleValue = read(context);
    if (typeof value === 'boolean') return value;
    throw wrongType('true or false', value);
  };
}

export function numberOf(expression: Expression): Read<number> {
  if (expression.type === 'double') return expression.read;
  const { read } = expression;
  return (context) => toNumber(read(context));
}

export function textOf(expression: Expression): Read<string> {
  if (expression.type === 'string') return expression.read;
  const { read } = expression;
  return (context) => toText(read(context));
}

export function toNumber(value: RuleValue): number {
  if (typeof value === 'number') return value;
  throw wrongType('a number', value);
}

export function toText(value: RuleValue): string {
  if (typeof value === 'string') return value;
  throw wrongType('a text', value);
}
