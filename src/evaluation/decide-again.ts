import { eachGivingWay } from '@libs/event-loop/each-giving-way';
import { decide } from '@libs/risk-engine/decide';
import type { Facts } from '@libs/risk-engine/facts';
import { readFacts } from '@libs/risk-engine/recorded-facts';
import type { Verdict } from '@libs/risk-engine/verdict';
import type { DecidingPolicy } from './policies/compiled-policies';

/** What a decision was made from, as the JSON text that it is kept as: nobody is kept waiting while many are parsed. */
export interface Recorded {
  readonly facts: string;
}

/**
 * Decides recorded transactions under another policy, one after another and giving way to whatever else the process
 * does. `take` is called with each verdict and the facts behind it, in the order of the recorded.
 *
 * @throws UnknownBuiltinError where the policy names a version that is not shipped, UnreadableFactsError where the
 * facts were recorded by a later version of TrustFlow.
 */
export function decideAgain<Each extends Recorded>(
  { definition, rules }: DecidingPolicy,
  recorded: Iterable<Each>,
  take: (recorded: Each, verdict: Verdict, facts: Facts) => void,
): Promise<void> {
  return eachGivingWay(recorded, (each) => {
    const facts = readFacts(JSON.parse(each.facts));
    take(each, decide(definition, facts, rules), facts);
  });
}
