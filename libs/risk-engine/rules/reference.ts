import type { ASTNode } from '@marcbachmann/cel-js';

/** What a chain of names stands for. */
export type Reference =
  | { readonly to: 'attribute'; readonly name: string }
  | { readonly to: 'list'; readonly name: string }
  | { readonly to: 'term'; readonly name: string };

/** Whether a list holds what a reference stands for. */
export interface Membership {
  readonly of: Reference;
  readonly in: string;
}

/**
 * `attributes["x"]` and `attributes.x`, `lists.x`, or any other chain such as `customer.id`, known or not.
 * Undefined for what is no chain of names.
 */
export function referenceOf(node: ASTNode): Reference | undefined {
  const path = pathOf(node);
  if (path === undefined) return undefined;
  const [root, name, ...rest] = path;
  if (name !== undefined && rest.length === 0) {
    if (root === 'attributes') return { to: 'attribute', name };
    if (root === 'lists') return { to: 'list', name };
  }
  return { to: 'term', name: path.join('.') };
}

/** As the author of a rule writes it, and as it is shown with the value that it had. */
export function referenceText({ to, name }: Reference): string {
  if (to === 'attribute') return `attributes[${JSON.stringify(name)}]`;
  return to === 'list' ? `lists.${name}` : name;
}

function pathOf(node: ASTNode): string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op === '[]') return indexedPathOf(node.args);
  if (node.op !== '.') return undefined;
  const [owner, name] = node.args;
  const path = pathOf(owner);
  return path && [...path, name];
}

function indexedPathOf([owner, key]: readonly [ASTNode, ASTNode]): string[] | undefined {
  if (owner.op !== 'id' || owner.args !== 'attributes' || key.op !== 'value') return undefined;
  return typeof key.args === 'string' ? ['attributes', key.args] : undefined;
}
