import type { Change, ChangeListener, ChangeSubscriber } from './change-listener';

interface Entry<T> {
  readonly value: T;
  readonly tenantId: string;
}

export interface TrustedCacheOptions<T> {
  /** The tables whose changes make an entry of the tenant stale. */
  readonly tables: readonly string[];
  readonly maxEntries: number;
  readonly tenantIdOf: (value: T) => string;
}

/** Remembers rows in the process for as long as the listener can vouch that no process changed them. */
export class TrustedCache<T> implements ChangeSubscriber {
  /** In the order of use, oldest first. */
  private readonly entries = new Map<string, Entry<T>>();
  private generation = 0;

  constructor(
    private readonly listener: ChangeListener,
    private readonly options: TrustedCacheOptions<T>,
  ) {
    listener.subscribe(this);
  }

  /** What is absent (`undefined`) is not remembered: it may appear at any moment. */
  async get<Loaded extends T | undefined>(key: string, load: () => Promise<Loaded>): Promise<T | Loaded> {
    const known = this.entries.get(key);
    if (known !== undefined && this.listener.isTrusted()) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.value;
    }
    const { generation } = this;
    const value = await load();
    // A change that was announced while loading may be of what was loaded.
    if (value !== undefined && generation === this.generation && this.listener.isTrusted())
      this.remember(key, value);
    return value;
  }

  /** Whether `get` would answer without loading. */
  holds(key: string): boolean {
    return this.entries.has(key) && this.listener.isTrusted();
  }

  onChange({ table, tenantId }: Change): void {
    if (!this.options.tables.includes(table)) return;
    this.generation += 1;
    for (const [key, entry] of this.entries) if (entry.tenantId === tenantId) this.entries.delete(key);
  }

  onGap(): void {
    this.generation += 1;
    this.entries.clear();
  }

  private remember(key: string, value: T): void {
    this.entries.delete(key);
    this.entries.set(key, { value, tenantId: this.options.tenantIdOf(value) });
    if (this.entries.size <= this.options.maxEntries) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
