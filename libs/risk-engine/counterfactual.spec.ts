import fc from 'fast-check';
import { counterfactuals, MAX_BREAKPOINTS, MAX_COUNTERFACTUALS } from './counterfactual';
import type { Counterfactual } from './counterfactual';
import { decide } from './decide';
import { DEFAULT_POLICY } from './default-policy';
import type { Facts } from './facts';
import type { Policy } from './policy';
import { sampleFacts } from './sample-facts';
import type { SampleChanges } from './sample-facts';
import type { Decision } from './verdict';

const decideOn = (facts: Facts): Decision => decide(DEFAULT_POLICY, facts).decision;

const regular = {
  last30d: { count: 6, currencyCount: 6, average: 3000, max: 4000, devices: 1, instruments: 1 },
  usualAmount: 3000,
  rhythm: { total: 6, sameHours: 6 },
  remembered: { customer: 1, instrument: 1, device: 1 },
};
const knownCard = { instrument: { times: 6, firstDays: 9, within: '7d' as const } };

const withAmount = (facts: Facts, amountMinor: number): Facts => ({
  ...facts,
  transaction: { ...facts.transaction, amountMinor },
});
const atAmount = (facts: Facts, amountMinor: number): Decision => decideOn(withAmount(facts, amountMinor));

/** The facts with the change made by hand, and for an amount those with one minor unit less of it. */
function tried(facts: Facts, { path, operator, value }: Counterfactual): [withIt: Facts, less?: Facts] {
  const { transaction, entities } = facts;
  if (path === '/amount') {
    const last = Number(value);
    if (operator === '=') return [withAmount(facts, last)];
    return [withAmount(facts, operator === '<' ? last - 1 : last + 1), withAmount(facts, last)];
  }
  if (path === '/agent') {
    const { agent, ...others } = transaction;
    expect(agent).toBeDefined();
    return [{ ...facts, transaction: others }];
  }
  const [, party, field] = path.split('/') as [string, 'device' | 'instrument', string];
  if (field === 'country') {
    const country = String(value);
    return [{ ...facts, transaction: { ...transaction, [party]: { ...transaction[party], country } } }];
  }
  const { customer } = entities;
  if (customer === undefined) throw new Error('the sample has a customer');
  const seenWith = { ...customer.seenWith, [party]: { times: 1, firstDays: 1, within: '24h' as const } };
  return [{ ...facts, entities: { ...entities, customer: { ...customer, seenWith } } }];
}

const changes: fc.Arbitrary<SampleChanges> = fc
  .record({
    amountMinor: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 60_000 })),
    country: fc.constantFrom('ES', 'US'),
    agent: fc.boolean(),
    lastHour: fc.constantFrom(0, 0, 4, 12),
    usualAmount: fc.integer({ min: 0, max: 9000 }),
    frauds: fc.constantFrom(0, 0, 1, 3),
    isKnown: fc.boolean(),
  })
  .map(({ amountMinor, country, agent, lastHour, usualAmount, frauds, isKnown }) => ({
    transaction: {
      amountMinor,
      customer: { id: 'c-42', country: 'ES' },
      instrument: { id: 'card-fp-9', country },
      counterparty: { id: 'm-7', country },
      ...(agent && { agent: { id: 'agent_1' } }),
    },
    customer: {
      ...regular,
      usualAmount,
      last1h: { count: lastHour },
      ...(isKnown && { seenWith: knownCard }),
    },
    counterparty: { last30d: { count: 30, currencyCount: 30, average: 2500, max: 9000 } },
    instrument: {
      last30d: { count: 9, fraud: frauds },
      ...(frauds > 0 && { knownFraud: { firstToldDays: 4, lastToldDays: 2, cleared: 0 } }),
    },
  }));

describe('counterfactuals', () => {
  it('always give, when tried, the decision that they name, and an amount not one minor unit sooner', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const facts = sampleFacts(change);
        const own = decideOn(facts);
        for (const each of counterfactuals(decideOn, facts)) {
          const [withIt, less] = tried(facts, each);
          expect([each.sentence, decideOn(withIt)]).toEqual([each.sentence, each.decision]);
          expect(each.decision).not.toBe(own);
          expect(less && decideOn(less)).not.toBe(each.decision);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never miss a smaller change of the amount', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const facts = sampleFacts(change);
        const { amountMinor } = facts.transaction;
        const own = decideOn(facts);
        const found = counterfactuals(decideOn, facts);
        const below = found.filter(({ operator }) => operator === '<').map(({ value }) => Number(value) - 1);
        const nearest = Math.max(0, ...below);
        for (let amount = nearest + 1; amount < amountMinor; amount += 1 + Math.floor(amountMinor / 300)) {
          expect(atAmount(facts, amount)).toBe(own);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('advise to name no agent, and never to send another request than the one that was signed', () => {
    const ifAny = ({ transaction }: Facts): Decision =>
      transaction.agent === undefined ? 'allow' : 'review';
    const pathsFor = (status: 'claimed' | 'verified'): string[] =>
      counterfactuals(ifAny, sampleFacts({ transaction: { agent: { id: 'agent_1', status } } })).map(
        ({ path }) => path,
      );
    expect([pathsFor('claimed'), pathsFor('verified')]).toEqual([['/agent'], []]);
  });

  it('are tried here on facts that bring up every kind of change', () => {
    const found = fc
      .sample(changes, { numRuns: 500, seed: 1 })
      .flatMap((change) => counterfactuals(decideOn, sampleFacts(change)))
      .map(({ path, operator }) => `${path} ${operator}`);
    expect([...new Set(found)].sort()).toEqual([
      '/agent absent',
      '/amount <',
      '/amount >',
      '/counterparty/country =',
      '/device/id known',
      '/instrument/country =',
      '/instrument/id known',
    ]);
  });

  const foreign = sampleFacts({
    transaction: {
      amountMinor: 12_999,
      customer: { id: 'c-42', country: 'ES' },
      instrument: { id: 'card-fp-9', country: 'IE' },
    },
    customer: { ...regular, seenWith: knownCard },
  });

  const plain: Policy = {
    name: 'Three factors',
    thresholds: { review: 30, block: 70 },
    builtins: {
      amount_above_customer_norm: { version: 1, weight: 60 },
      instrument_country_mismatch: { version: 1, weight: 10 },
      new_device: { version: 1, weight: 15 },
    },
  };

  it('say to a person what would have done, smallest first', () => {
    expect(counterfactuals((facts) => decide(plain, facts).decision, foreign)).toEqual([
      {
        path: '/amount',
        operator: '<',
        value: 9000,
        decision: 'allow',
        sentence: 'It would be allowed below 90.00 EUR.',
      },
      {
        path: '/amount',
        operator: '>',
        value: 19_149,
        decision: 'block',
        sentence: 'It would be blocked above 191.49 EUR.',
      },
    ]);
  });

  it('are about things that the customer has used before, and where they come from', () => {
    const points = (facts: Facts) => {
      const isNew = facts.entities.customer?.seenWith.device === undefined;
      return (isNew ? 1 : 0) + (facts.transaction.instrument?.country === 'ES' ? 0 : 1);
    };
    const found = counterfactuals((facts) => (points(facts) === 2 ? 'block' : 'review'), foreign);
    expect(found.map(({ path, operator, value, sentence }) => [path, operator, value, sentence])).toEqual([
      ['/device/id', 'known', undefined, 'It would be held for review with a known device of this customer.'],
      [
        '/instrument/country',
        '=',
        'ES',
        'It would be held for review with an instrument from ES, as the customer is.',
      ],
    ]);
  });

  it('name, of what is blocked, the amount for a review and the one for a clean pass', () => {
    const bySize = ({ transaction: { amountMinor } }: Facts): Decision =>
      amountMinor >= 4000 ? 'block' : amountMinor >= 900 ? 'review' : 'allow';
    expect(counterfactuals(bySize, withAmount(foreign, 5000))).toMatchObject([
      { operator: '<', value: 4000, decision: 'review' },
      { operator: '<', value: 900, decision: 'allow' },
    ]);
  });

  const onlyAt =
    (amount: number) =>
    (facts: Facts): Decision =>
      facts.transaction.amountMinor === amount ? 'allow' : 'review';

  it('find the single amount that a rule makes an exception of, and do not promise it for less', () => {
    const found = counterfactuals(onlyAt(777), withAmount(foreign, 5000), { amountBreakpoints: [777, 778] });
    expect(found).toEqual([
      {
        path: '/amount',
        operator: '=',
        value: 777,
        decision: 'allow',
        sentence: 'It would be allowed at 7.77 EUR.',
      },
    ]);
  });

  it('look at the breakpoints that are nearest', () => {
    const far = Array.from({ length: 40 }, (_, index) => 1 + index);
    const options = { amountBreakpoints: [...far, 777, 778] };
    expect(counterfactuals(onlyAt(777), withAmount(foreign, 800), options)).toHaveLength(1);
    expect(MAX_BREAKPOINTS).toBe(16);
  });

  it('are at most five and cost a bounded number of decisions, whatever the policy', () => {
    let calls = 0;
    const restless = (facts: Facts): Decision => {
      calls += 1;
      const decision = decideOn(facts);
      return facts === foreign ? 'block' : decision === 'block' ? 'review' : decision;
    };
    const amountBreakpoints = Array.from({ length: 100 }, (_, index) => index * 97);
    expect(counterfactuals(restless, foreign, { amountBreakpoints }).length).toBeLessThanOrEqual(
      MAX_COUNTERFACTUALS,
    );
    expect(calls).toBeLessThan(160);
  });

  it.each([0, 1])('have nothing to say of an amount of %i that is allowed anyway', (amountMinor) => {
    const facts = sampleFacts({ transaction: { amountMinor } });
    expect(counterfactuals(decideOn, facts)).toEqual([]);
  });
});
