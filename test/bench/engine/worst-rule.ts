import { ruleContext } from '@libs/risk-engine/rules/rule-context';
import type { RuleFacts } from '@libs/risk-engine/rules/rule-facts';
import { sampleFacts } from '@libs/risk-engine/sample-facts';
import { microsecondsOf, percentile } from './timing';
import { compiledOrThrow } from './own-engine';

export interface WorstRule {
  readonly rule: string;
  readonly micros: number;
}

/** The dearest rules that can be saved, as far as we can think of them, on the dearest transaction; the worst. */
export function worstRule(): WorstRule {
  const timed = CANDIDATES.map(([rule, source]): WorstRule => {
    const compiled = compiledOrThrow(source);
    const ask = (): void => {
      try {
        compiled.evaluate(ruleContext(FACTS));
      } catch {
        // That it fails is what makes it dear.
      }
    };
    return { rule, micros: Math.round(percentile(microsecondsOf(ask, 2000), 0.5) * 10) / 10 };
  });
  return timed.reduce((worst, each) => (each.micros > worst.micros ? each : worst));
}

const many = (count: number, part: string, glue: string): string =>
  Array<string>(count).fill(part).join(glue);

const CANDIDATES: readonly (readonly [string, string])[] = [
  ['searches for what is almost there', many(28, 'device.userAgent.contains(attributes.b)', '||')],
  ['searches for a short text that is almost there', many(33, 'device.userAgent.contains("aaaab")', '||')],
  ['lengths of long texts', many(33, 'size(device.userAgent) > 512', '||')],
  ['failures that the next one may make good', many(50, 'attributes.absent', '||')],
  ['failures of type', many(40, 'attributes.a > 1', '||')],
  ['windows', many(25, 'customer.last30d.refundAmount > 1', '||')],
  ['long lists', many(3, `attributes.a in [${many(58, '"aaaaaa"', ',')}]`, '||')],
];

/** Every text as long as the API takes it, and as alike as can be. */
const FACTS: RuleFacts = sampleFacts({
  transaction: {
    device: { id: 'd-1', userAgent: 'a'.repeat(512) },
    attributes: { a: 'a'.repeat(256), b: `b${'a'.repeat(255)}` },
  },
});
