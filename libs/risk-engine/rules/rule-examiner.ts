import type { ASTNode, BinaryOperator } from '@marcbachmann/cel-js';
import { nearestName } from './nearest-name';
import type { Edit } from './plain-form';
import { referenceOf, referenceText } from './reference';
import type { Membership, Reference } from './reference';
import { ruleError } from './rule-error';
import type { RuleError, RuleErrorCode } from './rule-error';
import { termNamed, VOCABULARY } from './vocabulary';

/** More tell the author of a rule nothing; and looking for the name that was meant takes time. */
const MAX_ERRORS = 10;
const METHODS: ReadonlySet<string> = new Set(['contains', 'startsWith', 'endsWith']);
const MAY_BE_CALLED = 'What may: has(), size(), contains(), startsWith() and endsWith().';

/**
 * Walks a parsed rule once: refuses what the language leaves out of CEL, and collects the edits that give its
 * plain form and what it refers to. Types are not its business.
 */
export class RuleExaminer {
  readonly errors: RuleError[] = [];
  readonly edits: Edit[] = [];
  /** Once each, by how it is shown, in the order of the source. A list stands with what is asked of it. */
  readonly references = new Map<string, Reference | Membership>();

  constructor(
    private readonly source: string,
    private readonly listNames: readonly string[],
  ) {}

  examine(node: ASTNode): void {
    if (this.errors.length >= MAX_ERRORS) return;
    if (node.op === 'value') this.examineLiteral(node);
    else if (node.op === 'call') this.examineCall(node);
    else if (node.op === 'rcall') this.examineMethod(node);
    else if (node.op === 'in') this.examineMembership(node);
    else this.examineOther(node);
  }

  private examineOther(node: ASTNode): void {
    if (node.op === 'id' || node.op === '.' || node.op === '[]') this.examineReference(node);
    else if (node.op === '!_' || node.op === '-_') this.examine(node.args);
    else if (node.op === 'list') this.refuse(node, 'list_misused', 'A list may only stand right of "in".');
    else this.examineOperation(node);
  }

  private examineOperation(node: ASTNode): void {
    if (node.op === '?:' || node.op === '&&' || node.op === '||' || isBinary(node)) {
      for (const operand of node.args) this.examine(operand);
    } else {
      this.refuse(node, 'not_supported', 'Maps are not part of the language of rules.');
    }
  }

  private examineLiteral(node: Op<'value'>): void {
    const value = node.args;
    if (typeof value === 'bigint') {
      if (value > Number.MAX_SAFE_INTEGER) {
        this.refuse(node, 'number_out_of_range', `No number may be larger than ${Number.MAX_SAFE_INTEGER}.`);
      }
      this.edits.push({ ...node.range, text: `${Number(value)}.0` });
    } else if (value === null) {
      this.refuse(node, 'not_supported', 'Nothing is ever null; has(device.id) and "x" in attributes tell.');
    } else if (typeof value === 'object') {
      this.refuse(node, 'not_supported', 'A literal is a number, a text, true or false.');
    }
  }

  private examineReference(node: ASTNode): void {
    const reference = referenceOf(node);
    if (reference === undefined) {
      this.refuse(
        node,
        'not_supported',
        'A value is read by its name, such as customer.id, or as attributes["name"] with the name written out.',
      );
    } else if (reference.to === 'list') {
      this.refuse(node, 'list_misused', `${referenceText(reference)} may only stand right of "in".`);
    } else if (reference.to === 'term' && termNamed(reference.name) === undefined) {
      this.refuse(node, 'unknown_name', whyUnknown(reference.name));
    } else {
      this.references.set(referenceText(reference), reference);
    }
  }

  private examineCall(node: Op<'call'>): void {
    const [name, [argument, ...others]] = node.args;
    if (name !== 'size' && name !== 'has') {
      this.refuse(node, 'function_not_allowed', `${name}() may not be used in a rule. ${MAY_BE_CALLED}`);
    } else if (argument === undefined || others.length > 0) {
      this.refuse(node, 'wrong_type', `${name}() takes one argument.`);
    } else if (name === 'size') {
      this.edits.push({ start: node.start, end: node.start, text: 'double(' });
      this.edits.push({ start: node.end, end: node.end, text: ')' });
      this.examine(argument);
    } else {
      this.examinePresence(node, argument);
    }
  }

  private examinePresence(node: Op<'call'>, argument: ASTNode): void {
    const reference = referenceOf(argument);
    const test = reference && presenceTest(reference);
    if (reference === undefined || test === undefined) {
      const detail = 'has() takes a text that a transaction may lack, such as device.id, or an attribute.';
      this.refuse(argument, 'wrong_type', detail);
    } else {
      this.edits.push({ ...node.range, text: test });
      this.examine(argument);
    }
  }

  private examineMethod(node: Op<'rcall'>): void {
    const [name, receiver, parameters] = node.args;
    if (!METHODS.has(name)) {
      this.refuse(node, 'function_not_allowed', `${name}() may not be used in a rule. ${MAY_BE_CALLED}`);
      return;
    }
    for (const each of [receiver, ...parameters]) this.examine(each);
  }

  private examineMembership(node: Op<'in'>): void {
    const [member, container] = node.args;
    if (container.op === 'list') {
      this.examine(member);
      for (const element of container.args) this.examineElement(element);
    } else if (container.op === 'id' && container.args === 'attributes') {
      this.examineAttributeName(member);
    } else {
      this.examineListMembership(node, member, container);
    }
  }

  private examineElement(element: ASTNode): void {
    const literal = element.op === '-_' ? element.args : element;
    if (literal.op === 'value') this.examineLiteral(literal);
    else this.refuse(element, 'list_misused', 'A list that is written out holds literals only.');
  }

  private examineAttributeName(member: ASTNode): void {
    if (member.op === 'value' && typeof member.args === 'string') {
      const reference: Reference = { to: 'attribute', name: member.args };
      this.references.set(referenceText(reference), reference);
    } else {
      this.refuse(member, 'wrong_type', 'What is asked for in attributes is a name that is written out.');
    }
  }

  private examineListMembership(node: Op<'in'>, member: ASTNode, container: ASTNode): void {
    const list = referenceOf(container);
    if (list?.to !== 'list') {
      this.refuse(
        container,
        'list_misused',
        'Right of "in" stands a list of yours (lists.name), one that is written out (["a", "b"]) or attributes.',
      );
      return;
    }
    if (!this.listNames.includes(list.name)) {
      this.refuse(
        container,
        'unknown_list',
        `There is no list "${list.name}".${meant(list.name, this.listNames)}`,
      );
      return;
    }
    const asked = referenceOf(member);
    this.examine(member);
    if (asked === undefined || !isListable(asked)) {
      this.refuse(
        node,
        'list_misused',
        'A list is asked about one text of the transaction, such as customer.id.',
      );
      return;
    }
    this.references.set(`${referenceText(asked)} in ${referenceText(list)}`, { of: asked, in: list.name });
  }

  private refuse(node: ASTNode, code: RuleErrorCode, detail: string): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push(ruleError(code, detail, this.source, node.start));
  }
}

const BINARY: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%']);

function isBinary(node: ASTNode): node is Op<BinaryOperator> {
  return BINARY.has(node.op);
}

type Op<Name extends ASTNode['op']> = Extract<ASTNode, { op: Name }>;

/** In the plain form; undefined for what can't be lacking. An unknown name is refused for being unknown. */
function presenceTest({ to, name }: Reference): string | undefined {
  if (to === 'list') return undefined;
  if (to === 'attribute') return `(${JSON.stringify(name)} in attributes)`;
  const term = termNamed(name);
  if (term === undefined) return '';
  return term.type === 'string' && term.optional ? `(${name} != "")` : undefined;
}

function isListable(reference: Reference): boolean {
  if (reference.to === 'attribute') return true;
  const term = termNamed(reference.name);
  // An unknown name was refused already; saying more of it would only confuse.
  return term === undefined || term.type === 'string';
}

function whyUnknown(name: string): string {
  const names = VOCABULARY.map((term) => term.name);
  const member = names.find((each) => each.startsWith(`${name}.`));
  if (member !== undefined) return `"${name}" is no value by itself. It has values, such as ${member}.`;
  if (name === 'attributes') return 'An attribute needs a name: attributes["name"].';
  return `There is no "${name}".${meant(name, names)}`;
}

function meant(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}
