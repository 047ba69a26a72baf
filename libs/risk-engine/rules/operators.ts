import type { Expression } from './expression';
import { toNumber, toText } from './expression';
import type { Read } from './rule-context';
import { RuleFailure, wrongType } from './rule-failure';

export const ARITHMETIC: Readonly<Record<'+' | '-' | '*' | '/' | '%', Arithmetic>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / divisor(right),
  '%': (left, right) => left % divisor(right),
};

export const ORDER: Readonly<Record<'<' | '<=' | '>' | '>=', Order>> = {
  '<': (left, right) => (context) => left(context) < right(context),
  '<=': (left, right) => (context) => left(context) <= right(context),
  '>': (left, right) => (context) => left(context) > right(context),
  '>=': (left, right) => (context) => left(context) >= right(context),
};

export const TEXT_TESTS: Readonly<Record<string, TextTest>> = {
  contains: (text, sought) => text.includes(sought),
  startsWith: (text, sought) => text.startsWith(sought),
  endsWith: (text, sought) => text.endsWith(sought),
};

type Arithmetic = (left: number, right: number) => number;
type Order = (left: Read, right: Read) => Read<boolean>;
type TextTest = (text: string, sought: string) => boolean;

// Where types are known only at run time, both operands are read before either is judged: what a rule fails
// with then does not depend on which of its values has the wrong type.

export function arithmetic(apply: Arithmetic, left: Expression, right: Expression): Read<number> {
  if (left.type === 'double' && right.type === 'double') {
    const [a, b] = [left.read, right.read];
    return (context) => apply(a(context), b(context));
  }
  return (context) => {
    const [a, b] = [left.read(context), right.read(context)];
    return apply(toNumber(a), toNumber(b));
  };
}

export function order(compare: Order, left: Expression, right: Expression): Read<boolean> {
  const compared = compare(left.read, right.read);
  if (left.type !== 'dyn' && left.type === right.type) return compared;
  return (context) => {
    const [a, b] = [left.read(context), right.read(context)];
    if (typeof a !== typeof b) throw wrongType(`a ${typeof a}`, b);
    return compared(context);
  };
}

export function textTest(apply: TextTest, text: Expression, sought: Expression): Read<boolean> {
  return (context) => {
    const [a, b] = [text.read(context), sought.read(context)];
    return apply(toText(a), toText(b));
  };
}

/**
 * `||` is settled by true, `&&` by false: as soon as one operand is that, the failures of others are of no
 * account. Where nothing settles it, the last failure stands.
 */
export function settledBy(settling: boolean, operands: readonly Read<boolean>[]): Read<boolean> {
  return (context) => {
    let failure: RuleFailure | undefined;
    for (const operand of operands) {
      try {
        if (operand(context) === settling) return settling;
      } catch (thrown) {
        if (!(thrown instanceof RuleFailure)) throw thrown;
        failure = thrown;
      }
    }
    if (failure !== undefined) throw failure;
    return !settling;
  };
}

function divisor(value: number): number {
  if (value === 0) throw new RuleFailure('division_by_zero', 'Nothing can be divided by zero.');
  return value;
}
