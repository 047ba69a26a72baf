import { amountChanges } from './amount-change';
import type { EntityFacts, Facts } from './facts';
import type { Counterfactual, DecideOn, SizedCounterfactual } from './single-change';
import type { Decision } from './verdict';
import { DECISION_PHRASES } from './wording';

export type { Counterfactual, DecideOn } from './single-change';

export interface CounterfactualOptions {
  /**
   * Amounts, ascending, from which on a rule of the policy may answer otherwise than one minor unit below. Built-ins
   * have none: they never soften as the amount grows.
   */
  readonly amountBreakpoints?: readonly number[];
  /** The decision at another amount, where there is a cheaper way to it than `decideOn`. */
  readonly decideAt?: (amountMinor: number) => Decision;
}

export const MAX_COUNTERFACTUALS = 5;
/** Each costs up to two decisions in each direction; of more, those nearest to the amount count. */
export const MAX_BREAKPOINTS = 16;

/** A change of anything but the amount counts as much as half of the amount. */
const SIZE_OF_OTHER_FIELD = 0.5;

/**
 * The smallest single changes that would have changed the decision, smallest first. Each was tried: with it,
 * `decideOn` gives the decision that it names, and for an amount one minor unit less does not.
 *
 * A change is one to what the request says; what is known of its entities stays, save that `known` supposes the
 * customer to have used this device or instrument yesterday. Larger amounts are tried up to 100 times the amount.
 */
export function counterfactuals<F extends Facts>(
  decideOn: DecideOn<F>,
  facts: F,
  { amountBreakpoints = [], decideAt = decidingAt(decideOn, facts) }: CounterfactualOptions = {},
): Counterfactual[] {
  const { transaction } = facts;
  const amounts = amountChanges(decideAt, transaction, nearestTo(transaction.amountMinor, amountBreakpoints));
  return [...amounts, ...fieldChanges(decideOn, facts)]
    .sort((a, b) => a.size - b.size)
    .slice(0, MAX_COUNTERFACTUALS)
    .map(({ counterfactual }) => counterfactual);
}

function decidingAt<F extends Facts>(decideOn: DecideOn<F>, facts: F): (amountMinor: number) => Decision {
  return (amountMinor) => decideOn({ ...facts, transaction: { ...facts.transaction, amountMinor } });
}

function nearestTo(amountMinor: number, breakpoints: readonly number[]): readonly number[] {
  if (breakpoints.length <= MAX_BREAKPOINTS) return breakpoints;
  return [...breakpoints]
    .sort((a, b) => Math.abs(a - amountMinor) - Math.abs(b - amountMinor))
    .slice(0, MAX_BREAKPOINTS)
    .sort((a, b) => a - b);
}

/** A change that means something to a person, and the facts with it. */
interface FieldChange<F> extends Omit<Counterfactual, 'decision' | 'sentence'> {
  readonly phrase: string;
  readonly changed: F;
}

function fieldChanges<F extends Facts>(decideOn: DecideOn<F>, facts: F): SizedCounterfactual[] {
  const own = decideOn(facts);
  const changes = [
    ...knownPartner(facts, 'device'),
    ...knownPartner(facts, 'instrument'),
    ...sameCountry(facts, 'instrument'),
    ...sameCountry(facts, 'counterparty'),
    ...withoutAgent(facts),
  ];
  return changes.flatMap(({ phrase, changed, ...change }) => {
    const decision = decideOn(changed);
    if (decision === own) return [];
    const sentence = `It would be ${DECISION_PHRASES[decision]} ${phrase}.`;
    return [{ size: SIZE_OF_OTHER_FIELD, counterfactual: { ...change, decision, sentence } }];
  });
}

function knownPartner<F extends Facts>(facts: F, partner: 'device' | 'instrument'): FieldChange<F>[] {
  const customer = facts.entities.customer;
  if (customer === undefined || facts.entities[partner] === undefined) return [];
  if (customer.seenWith[partner] !== undefined) return [];
  const acquainted: EntityFacts = {
    ...customer,
    seenWith: { ...customer.seenWith, [partner]: { times: 1, firstDays: 1, within: '24h' } },
  };
  const changed = { ...facts, entities: { ...facts.entities, customer: acquainted } };
  const phrase = `with a known ${partner} of this customer`;
  return [{ path: `/${partner}/id`, operator: 'known', phrase, changed }];
}

function sameCountry<F extends Facts>(facts: F, party: 'instrument' | 'counterparty'): FieldChange<F>[] {
  const { transaction } = facts;
  const own = transaction.customer.country;
  const there = transaction[party]?.country;
  if (own === undefined || there === undefined || own === there) return [];
  const changed = {
    ...facts,
    transaction: { ...transaction, [party]: { ...transaction[party], country: own } },
  };
  const thing = party === 'instrument' ? 'an instrument' : 'a counterparty';
  const phrase = `with ${thing} from ${own}, as the customer is`;
  return [{ path: `/${party}/country`, operator: '=', value: own, phrase, changed }];
}

function withoutAgent<F extends Facts>(facts: F): FieldChange<F>[] {
  const { agent, ...transaction } = facts.transaction;
  // A signature can't be left out of the request as a name can.
  if (agent === undefined || agent.status === 'verified') return [];
  const phrase = 'if it named no agent';
  return [{ path: '/agent', operator: 'absent', phrase, changed: { ...facts, transaction } }];
}
