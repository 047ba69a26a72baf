import fc from 'fast-check';
import { counterfactuals } from './counterfactual';
import { decide, decideAtAmounts, decisionOn } from './decide';
import { DEFAULT_POLICY } from './default-policy';
import { mandateFacts } from './mandate';
import type { MandateFacts, MandateTerms } from './mandate';
import { sampleFacts } from './sample-facts';
import type { Facts } from './facts';
import type { Transaction } from './transaction';

const NOW_MS = 1_795_341_600_000;
const OPEN: MandateTerms = { limits: [], types: [], counterparties: [], expiresAtMs: null };
const EUR = { currency: 'EUR', maxAmountMinor: 20_000, maxAmountPerDayMinor: 100_000 };

function factsUnder(
  terms: Partial<MandateTerms>,
  over: Partial<Transaction> = {},
  spentTodayMinor = 0,
): Facts {
  const facts = sampleFacts({ transaction: { agent: { id: 'agent_1', status: 'verified' }, ...over } });
  const mandate = mandateFacts(facts.transaction, { ...OPEN, ...terms }, { spentTodayMinor, nowMs: NOW_MS });
  return { ...facts, mandate };
}

describe('a transaction of an agent with a mandate', () => {
  it.each<[string, Partial<MandateTerms>, Partial<Transaction>, number, string | undefined]>([
    ['is free where the mandate says nothing', {}, {}, 0, undefined],
    ['may reach the limit', { limits: [EUR] }, { amountMinor: 20_000 }, 0, undefined],
    [
      'may not pass it',
      { limits: [EUR] },
      { amountMinor: 20_001 },
      0,
      "200.01 EUR is more than the 200.00 EUR of the agent's mandate for a transaction.",
    ],
    ['may reach the limit of the day', { limits: [EUR] }, { amountMinor: 10_000 }, 90_000, undefined],
    [
      'may not pass that',
      { limits: [EUR] },
      { amountMinor: 10_000 },
      90_001,
      'With it the agent would have spent 1000.01 EUR today, more than the 1000.00 EUR of its mandate.',
    ],
    [
      'is held to no limit as a refund',
      { limits: [EUR] },
      { type: 'refund', amountMinor: 99_999 },
      100_000,
      undefined,
    ],
    [
      'may not be in another currency',
      { limits: [EUR] },
      { currency: 'USD' },
      0,
      'The mandate of the agent is not for USD.',
    ],
    ['but for a refund', { limits: [EUR] }, { type: 'refund', currency: 'USD' }, 0, undefined],
    [
      'may not be of another type',
      { types: ['payment'] },
      { type: 'payout' },
      0,
      'The mandate of the agent is not for a payout.',
    ],
    [
      'nor a refund of another type',
      { types: ['payment'] },
      { type: 'refund' },
      0,
      'The mandate of the agent is not for a refund.',
    ],
    ['may go to a counterparty that is named', { counterparties: ['m-7'] }, {}, 0, undefined],
    [
      'may not go to another',
      { counterparties: ['m-8'] },
      {},
      0,
      'The mandate of the agent is not for this counterparty.',
    ],
    ['may come before the end', { expiresAtMs: NOW_MS + 1 }, {}, 0, undefined],
    ['may not come at the end', { expiresAtMs: NOW_MS }, {}, 0, 'The mandate of the agent has ended.'],
  ])('%s', (_, terms, over, spentTodayMinor, reason) => {
    const { decision, factors, reasoning } = decide(DEFAULT_POLICY, factsUnder(terms, over, spentTodayMinor));
    const breach = factors.find(({ code }) => code === 'mandate_exceeded');
    expect([decision === 'block', breach?.reason, breach?.points]).toEqual(
      reason === undefined ? [false, undefined, undefined] : [true, reason, 0],
    );
    expect(reasoning.startsWith("Block: it is outside of the agent's mandate")).toBe(reason !== undefined);
  });

  it('is blocked outside of it by every policy, and first of all factors', () => {
    const facts = factsUnder({ types: ['payout'] });
    for (const policy of [DEFAULT_POLICY, { ...DEFAULT_POLICY, builtins: {} }]) {
      expect(decide(policy, facts).factors[0]).toMatchObject({ code: 'mandate_exceeded', effect: 'block' });
      expect(decisionOn(policy, facts)).toBe('block');
      expect(decideAtAmounts(policy, facts)(0)).toBe('block');
    }
  });

  it('is told which smaller amount would have been inside of it', () => {
    const facts = factsUnder({ limits: [EUR] }, { amountMinor: 15_000 }, 90_000);
    const decideOn = (changed: Facts) => decisionOn(DEFAULT_POLICY, changed);
    const [first] = counterfactuals(decideOn, facts);
    expect(first).toMatchObject({ path: '/amount', operator: '<', value: 10_001, decision: 'allow' });
  });

  it('is always inside of it where it is no larger and no more was spent', () => {
    const amount = fc.nat({ max: 200_000 });
    fc.assert(
      fc.property(amount, amount, amount, amount, (amountMinor, less, spent, lessSpent) => {
        const outside = (each: number, before: number): boolean =>
          decisionOn(
            { ...DEFAULT_POLICY, builtins: {} },
            factsUnder({ limits: [EUR] }, { amountMinor: each }, before),
          ) === 'block';
        const smaller = outside(Math.min(amountMinor, less), Math.min(spent, lessSpent));
        expect(smaller && !outside(amountMinor, spent)).toBe(false);
      }),
    );
  });

  it('says nothing where no agent signed', () => {
    const mandate: MandateFacts | undefined = sampleFacts().mandate;
    expect(mandate).toBeUndefined();
    expect(decide(DEFAULT_POLICY, sampleFacts()).factors.map(({ code }) => code)).not.toContain(
      'mandate_exceeded',
    );
  });
});
