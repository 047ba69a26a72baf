import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const CHANNEL = 'trustflow_changed';
const BEAT_MS = 250;
const TRUST_MS = 1_000;
const FIRST_RECONNECT_MS = 20;
const SLOWEST_RECONNECT_MS = 500;

/** A row of `table` of this tenant was changed and committed. */
export interface Change {
  readonly table: string;
  readonly tenantId: string;
}

export interface ChangeSubscriber {
  onChange(change: Change): void;
  /** Changes may have been missed: nothing remembered can be trusted. */
  onGap(): void;
}

/**
 * Hears of changes that any process committed (LISTEN/NOTIFY, sent by triggers). A silent connection proves nothing,
 * so it is asked to answer every 250 ms; what was remembered may be used only while the last answered question was
 * sent less than a second ago. A notification committed before that question arrives before its answer.
 */
export class ChangeListener {
  private readonly subscribers = new Set<ChangeSubscriber>();
  private provedAtMs = -Infinity;
  private readonly closing = new AbortController();
  private client: Client | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly url: string) {}

  subscribe(subscriber: ChangeSubscriber): void {
    this.subscribers.add(subscriber);
  }

  /** Until then nothing is trusted, so nothing is remembered. */
  start(): void {
    this.running ??= this.keepListening();
  }

  isTrusted(): boolean {
    return performance.now() - this.provedAtMs < TRUST_MS;
  }

  /** What this process has committed itself it need not wait to hear of. */
  committed(change: Change): void {
    for (const subscriber of this.subscribers) subscriber.onChange(change);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  private async keepListening(): Promise<void> {
    let waitMs = FIRST_RECONNECT_MS;
    while (!this.isClosing()) {
      await this.listenUntilBroken();
      const wasConnected = this.provedAtMs > -Infinity;
      this.provedAtMs = -Infinity;
      if (this.isClosing()) return;
      waitMs = wasConnected ? FIRST_RECONNECT_MS : Math.min(waitMs * 2, SLOWEST_RECONNECT_MS);
      await sleep(waitMs, undefined, { ref: false });
    }
  }

  private async listenUntilBroken(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'trustflow-listen',
      connectionTimeoutMillis: TRUST_MS,
      query_timeout: TRUST_MS,
      keepAlive: true,
    });
    this.client = client;
    const broken = new Promise<void>((resolve) => {
      client.on('error', () => {
        resolve();
      });
      client.on('end', resolve);
    });
    client.on('notification', ({ payload }) => {
      this.announce(payload ?? '');
    });
    // A client that is ended while it connects never says so of `connect()`: pg settles it no more.
    await Promise.race([this.listen(client).catch(() => undefined), broken]);
    await client.end().catch(() => undefined);
  }

  /** Returns, or throws, when a question isn't answered in time. */
  private async listen(client: Client): Promise<void> {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    for (const subscriber of this.subscribers) subscriber.onGap();
    this.provedAtMs = performance.now();
    while (!this.isClosing()) {
      await sleep(BEAT_MS, undefined, { ref: false });
      const sentAtMs = performance.now();
      await client.query('select 1');
      this.provedAtMs = sentAtMs;
    }
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private announce(payload: string): void {
    const [table = '', tenantId = ''] = payload.split(':');
    this.committed({ table, tenantId });
  }
}
