import type { Facts } from '@libs/risk-engine/facts';
import { termNamed } from '@libs/risk-engine/rules/vocabulary';
import { sampleFacts } from '@libs/risk-engine/sample-facts';
import type { Input } from './contestant';

/** Different transactions, made by arithmetic alone, so that every run and every engine has the same. */
export function inputsOf(count: number, names: readonly string[]): Input[] {
  return Array.from({ length: count }, (_, index) => inputOf(factsOf(index), names));
}

function factsOf(index: number): Facts {
  return sampleFacts({
    transaction: {
      amountMinor: 700 * ((index * 37) % 64),
      currency: ['EUR', 'USD', 'SEK'][index % 3] ?? 'EUR',
      customer: { id: `c-${index}`, country: 'ES' },
      counterparty: { id: 'm-7', country: index % 2 === 0 ? 'IE' : 'ES', category: `57${10 + (index % 30)}` },
      instrument: { id: `card-${index}`, country: 'ES' },
    },
    customer: {
      isNew: index % 5 === 0,
      ageDays: (index * 11) % 120,
      last1h: { count: index % 9 },
      last24h: { count: index % 9, amount: 3000 * (index % 50), max: 9000, average: 4000, currencyCount: 5 },
      last30d: { count: 40, currencyCount: 40, amount: 200_000, average: 5000, max: 20_000 },
    },
    counterparty: { last30d: { count: 900, currencyCount: 900, amount: 3_600_000, average: 4000 } },
    device: { last24h: { instruments: index % 6, count: index % 12 } },
    ip: { last7d: { customers: index % 7 } },
  });
}

function inputOf(facts: Facts, names: readonly string[]): Input {
  const flat = Object.fromEntries(names.map((name) => [name, termNamed(name)?.read(facts)]));
  const nested: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split('.');
    const last = path.pop() ?? name;
    let branch = nested;
    for (const step of path) branch = (branch[step] ??= {}) as Record<string, unknown>;
    branch[last] = value;
  }
  return { facts, flat, nested };
}
