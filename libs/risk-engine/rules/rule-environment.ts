import { Environment } from '@marcbachmann/cel-js';
import type { Limits, ObjectSchema } from '@marcbachmann/cel-js';
import { VOCABULARY } from './vocabulary';

export const MAX_SOURCE_LENGTH = 2000;

const LIMITS: Limits = {
  maxAstNodes: 200,
  maxDepth: 16,
  maxListElements: 64,
  maxMapEntries: 64,
  maxCallArguments: 4,
};

/** Parses a rule as its author wrote it, within its limits. */
export const WRITTEN_RULES = new Environment({ limits: LIMITS })
  .registerVariable('attributes', 'map<string, dyn>')
  .registerVariable('lists', 'map<string, list<string>>')
  .registerOperator('double % double: double', (left: number, right: number) => left % right);
for (const [name, schema] of Object.entries(schemaOf(VOCABULARY))) {
  WRITTEN_RULES.registerVariable(name, { schema });
}

/** Parses and checks a rule in its plain form, which may be twice as large: `has(a.b)` becomes `(a.b != "")`. */
export const PLAIN_RULES = WRITTEN_RULES.clone({
  limits: { ...LIMITS, maxAstNodes: 2 * LIMITS.maxAstNodes, maxDepth: 2 * LIMITS.maxDepth },
});

/** `customer.last24h.count`, a double, as `{ customer: { last24h: { count: 'double' } } }`. */
function schemaOf(terms: typeof VOCABULARY): Record<string, ObjectSchema> {
  const root: Record<string, ObjectSchema> = {};
  for (const { name, type } of terms) {
    const path = name.split('.');
    const last = path.pop() ?? name;
    let branch: ObjectSchema = root;
    for (const step of path) branch = branchOf(branch, step);
    branch[last] = type;
  }
  return root;
}

function branchOf(parent: ObjectSchema, name: string): ObjectSchema {
  const existing = parent[name];
  if (typeof existing === 'object') return existing;
  const created: ObjectSchema = {};
  parent[name] = created;
  return created;
}
