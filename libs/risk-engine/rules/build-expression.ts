import type { ASTNode } from '@marcbachmann/cel-js';
import { numberOf, textOf, truthOf } from './expression';
import type { Expression } from './expression';
import { ARITHMETIC, arithmetic, ORDER, order, settledBy, TEXT_TESTS, textTest } from './operators';
import { readExpression, readMembership, readPresence } from './read-reference';
import { referenceOf } from './reference';
import type { Read } from './rule-context';
import type { RuleValue } from './rule-facts';

/**
 * A rule in its plain form, examined and checked, as closures of ours.
 *
 * @throws NotInLanguage for the one thing that only types tell: texts are not joined.
 */
export function buildExpression(node: ASTNode): Expression {
  if (node.op === 'value') return literal(node.args);
  if (node.op === '!_') return not(truthOf(buildExpression(node.args)));
  if (node.op === '-_') return negative(numberOf(buildExpression(node.args)));
  if (node.op === '?:') return choice(node.args);
  if (node.op === 'call') return call(node.args);
  return buildReferenceOrOperation(node);
}

/** A rule that the checker accepts and the language of rules does not. */
export class NotInLanguage extends Error {
  constructor(
    message: string,
    /** In the plain form. */
    readonly offset: number,
  ) {
    super(message);
    this.name = 'NotInLanguage';
  }
}

type Op<Name extends ASTNode['op']> = Extract<ASTNode, { op: Name }>;
type Operands = readonly [ASTNode, ASTNode];

function buildReferenceOrOperation(node: ASTNode): Expression {
  const reference = referenceOf(node);
  if (reference !== undefined) return readExpression(reference);
  if (node.op === 'rcall') return method(node.args);
  if (node.op === '&&' || node.op === '||') return logical(node);
  if (node.op === 'in') return membership(node.args);
  if (node.op === '==' || node.op === '!=') return equality(node);
  return operation(node);
}

function operation(node: ASTNode): Expression {
  if (isOneOf(node, ORDER)) {
    return { type: 'bool', read: order(ORDER[node.op], ...built(node.args)) };
  }
  if (isOneOf(node, ARITHMETIC)) {
    const [left, right] = built(node.args);
    if (left.type === 'string' || right.type === 'string') {
      throw new NotInLanguage('Texts are not joined in a rule.', node.start);
    }
    return { type: 'double', read: arithmetic(ARITHMETIC[node.op], left, right) };
  }
  throw new NotInLanguage(`"${node.op}" is not part of the language of rules.`, node.start);
}

function isOneOf<Name extends ASTNode['op']>(
  node: ASTNode,
  table: Readonly<Record<Name, unknown>>,
): node is Op<Name> {
  return Object.hasOwn(table, node.op);
}

function built([left, right]: Operands): [Expression, Expression] {
  return [buildExpression(left), buildExpression(right)];
}

function literal(value: Op<'value'>['args']): Expression {
  if (typeof value === 'string') return { type: 'string', read: () => value };
  if (typeof value === 'number') return { type: 'double', read: () => value };
  return { type: 'bool', read: () => value === true };
}

function not(read: Read<boolean>): Expression {
  return { type: 'bool', read: (context) => !read(context) };
}

function negative(read: Read<number>): Expression {
  return { type: 'double', read: (context) => -read(context) };
}

function choice([condition, first, second]: Op<'?:'>['args']): Expression {
  const test = truthOf(buildExpression(condition));
  const [left, right] = built([first, second]);
  const read = pick<RuleValue>(test, left.read, right.read);
  // Both branches have the type, and so has what is picked: the compiler can't follow that through a union.
  return { type: left.type === right.type ? left.type : 'dyn', read } as Expression;
}

function pick<Value>(test: Read<boolean>, first: Read<Value>, second: Read<Value>): Read<Value> {
  return (context) => (test(context) ? first(context) : second(context));
}

function logical({ op, args }: Op<'&&' | '||'>): Expression {
  const operands = args
    .flatMap((operand) => operandsOf(operand, op))
    .map((operand) => truthOf(buildExpression(operand)));
  return { type: 'bool', read: settledBy(op === '||', operands) };
}

/** `(a && b) && (c && d)` is four operands of one operator. */
function operandsOf(node: ASTNode, op: '&&' | '||'): ASTNode[] {
  if (node.op !== op) return [node];
  return node.args.flatMap((operand) => operandsOf(operand, op));
}

function equality({ op, args }: Op<'==' | '!='>): Expression {
  const [left, right] = built(args);
  const [a, b] = [left.read, right.read];
  if (op === '==') return { type: 'bool', read: (context) => a(context) === b(context) };
  return { type: 'bool', read: (context) => a(context) !== b(context) };
}

/** The plain form calls nothing but size(), and the double() around it. */
function call([name, [argument]]: Op<'call'>['args']): Expression {
  if (argument === undefined) throw new NotInLanguage(`${name}() takes one argument.`, 0);
  const inner = buildExpression(argument);
  if (name !== 'size') return inner;
  const read = textOf(inner);
  return { type: 'double', read: (context) => countCodePoints(read(context)) };
}

/** CEL counts characters, of which one may take two places in a JavaScript string. */
function countCodePoints(text: string): number {
  return Array.from(text).length;
}

function method([name, receiver, [parameter]]: Op<'rcall'>['args']): Expression {
  const apply = TEXT_TESTS[name];
  if (apply === undefined || parameter === undefined) {
    throw new NotInLanguage(`${name}() is not part of the language of rules.`, receiver.start);
  }
  return { type: 'bool', read: textTest(apply, ...built([receiver, parameter])) };
}

function membership([member, container]: Op<'in'>['args']): Expression {
  if (container.op === 'list') return literalMembership(buildExpression(member), container.args);
  if (container.op === 'id' && member.op === 'value') {
    return { type: 'bool', read: readPresence(String(member.args)) };
  }
  const list = referenceOf(container);
  return { type: 'bool', read: readMembership(buildExpression(member).read, list?.name ?? '') };
}

function literalMembership({ read }: Expression, elements: readonly ASTNode[]): Expression {
  const values = new Set(elements.map((element) => literalValue(element)));
  return { type: 'bool', read: (context) => values.has(read(context)) };
}

function literalValue(element: ASTNode): unknown {
  if (element.op !== '-_') return element.args;
  return -Number(element.args.args);
}
