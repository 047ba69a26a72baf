import { entityTerms } from './entity-terms';
import type { Term } from './term';
import { transactionTerms } from './transaction-terms';

/** Every name that a rule may use, but for `attributes["…"]` and `lists.…`, which are the tenant's own. */
export const VOCABULARY: readonly Term[] = [
  ...transactionTerms(),
  ...(['customer', 'counterparty', 'instrument', 'device', 'ip', 'agent'] as const).flatMap(entityTerms),
];

const TERMS: ReadonlyMap<string, Term> = new Map(VOCABULARY.map((term) => [term.name, term]));

export function termNamed(name: string): Term | undefined {
  return TERMS.get(name);
}
