/** Of whom, in what and when: `day` is of the calendar in UTC, as `2026-11-22`. */
export interface SpendingKey {
  readonly agentId: string;
  readonly currency: string;
  readonly day: string;
}

export interface Spending extends SpendingKey {
  readonly amountMinor: number;
}

/** What agents have spent, as it is stored and with what is spent since. */
export class SpendingBook {
  private readonly stored: ReadonlyMap<string, Spending>;
  private readonly spent = new Map<string, Spending>();

  constructor(stored: readonly Spending[]) {
    this.stored = new Map(stored.map((spending) => [nameOf(spending), spending]));
  }

  spentMinor(key: SpendingKey): number {
    const name = nameOf(key);
    return (this.spent.get(name) ?? this.stored.get(name))?.amountMinor ?? 0;
  }

  spend(key: SpendingKey, amountMinor: number): void {
    const { agentId, currency, day } = key;
    this.spent.set(nameOf(key), { agentId, currency, day, amountMinor: this.spentMinor(key) + amountMinor });
  }

  /** What changed of the stored ones. */
  updated(): readonly Spending[] {
    return [...this.spent].filter(([name]) => this.stored.has(name)).map(([, spending]) => spending);
  }

  /** What is stored for the first time. */
  added(): readonly Spending[] {
    return [...this.spent].filter(([name]) => !this.stored.has(name)).map(([, spending]) => spending);
  }
}

function nameOf({ agentId, currency, day }: SpendingKey): string {
  return `${agentId}:${currency}:${day}`;
}
