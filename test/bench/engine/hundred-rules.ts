/** A rule that every engine of the comparison can express: all of its conditions hold. */
export type PlainRule = readonly Condition[];

export interface Condition {
  readonly name: string;
  readonly operator: '>' | '>=' | '<' | '==' | '!=' | 'in';
  readonly value: string | number | boolean | readonly string[] | OtherName;
}

interface OtherName {
  readonly name: string;
}

/** A hundred rules of the kind that fraud teams write: four shapes, each with 25 thresholds. */
export function hundredRules(): PlainRule[] {
  return Array.from({ length: 25 }, (_, index) => index).flatMap((step): PlainRule[] => [
    [
      { name: 'instrument.country', operator: '!=', value: { name: 'counterparty.country' } },
      { name: 'transaction.amount', operator: '>', value: 1000 * (step + 1) },
    ],
    [
      { name: 'device.last24h.instruments', operator: '>=', value: 1 + (step % 5) },
      { name: 'transaction.amount', operator: '>', value: 2000 * step },
      { name: 'customer.isNew', operator: '==', value: false },
    ],
    [
      { name: 'customer.last1h.count', operator: '>=', value: step % 8 },
      { name: 'customer.last24h.amount', operator: '>', value: 5000 * step },
    ],
    [
      { name: 'transaction.currency', operator: 'in', value: ['EUR', 'USD', 'GBP'] },
      { name: 'customer.ageDays', operator: '<', value: 4 * (step + 1) },
      { name: 'counterparty.category', operator: '!=', value: `57${step + 10}` },
      { name: 'ip.last7d.customers', operator: '>', value: step % 6 },
    ],
  ]);
}

export function namesIn(rules: readonly PlainRule[]): string[] {
  const names = rules.flat().flatMap(({ name, value }) => (isOtherName(value) ? [name, value.name] : [name]));
  return [...new Set(names)];
}

export function isOtherName(value: Condition['value']): value is OtherName {
  return typeof value === 'object' && 'name' in value;
}
