import Redis from 'ioredis';
import { KeyRing } from '@libs/secrets/key-ring';
import { parseId } from '@libs/ids/typeid';
import { askerOf } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { startApiProcess } from '../faults/api-process';
import type { ApiProcess } from '../faults/api-process';
import type { OwnProcess } from '../faults/own-process';
import { isRedisInstalled, RedisServer } from '../faults/redis-server';
import { startWorkerProcess } from '../faults/worker-process';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { TEST_MASTER_KEYS } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { tablesHolding } from '../tenants/stored-text';
import { decide, untilDeliveries } from './delivery-steps';
import { createEndpoint } from './endpoint-steps';
import { Receiver } from './receiver';

jest.setTimeout(120_000);

const describeWithRedis = isRedisInstalled ? describe : describe.skip;

describeWithRedis('the bytes of a secret that signs deliveries', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let receiver: Receiver;
  let api: ApiProcess;
  let worker: OwnProcess;
  let ask: Ask;
  let customer: Customer;

  beforeAll(async () => {
    [database, redis, receiver] = await Promise.all([
      createTestDatabase(),
      RedisServer.start(),
      Receiver.start(),
    ]);
    const settings = { REDIS_URL: redis.url, WEBHOOK_ALLOW_TARGETS: '127.0.0.0/8', LOG_LEVEL: 'debug' };
    worker = await startWorkerProcess(database, settings);
    api = await startApiProcess(database, settings);
    ask = askerOf(api.url);
    customer = await signUp(api.url);
  });
  afterAll(async () => {
    await Promise.all([api.kill(), worker.kill(), receiver.stop(), redis.kill()]);
    await database.drop();
  });

  it('are in no table, no job, no log: neither while deliveries are under way nor behind them', async () => {
    receiver.react = (_, before) => (before < 2 ? 'hang' : before === 2 ? 500 : 204);
    const endpoint = await createEndpoint(ask, customer.key, { url: receiver.url('/'), eventTypes: ['*'] });
    const { body: rotated } = await ask(
      customer.key,
      `POST /v1/webhook-endpoints/${endpoint.id}/rotate-secret`,
      { overlapSeconds: 3_600 },
      { 'Idempotency-Key': 'rotated-once' },
    );
    await decide(customer, 5);
    await receiver.until('/', 4);
    const eventId = String(receiver.received[0]?.headers['webhook-id']);
    const eventUuid = parseId('event', eventId) ?? '';
    const underWay = await placesHolding([eventUuid]);
    // Something that may be there is found: a secret would be.
    expect(underWay).toContain('redis');
    expect(underWay).toContain('public.deliveries_' + partitionOf(eventUuid));

    const secrets = [...(await secretBytes()), endpoint.secret, rotated.secret as string];
    expect(secrets).toHaveLength(7);
    expect(await placesHolding(secrets)).toEqual([]);
    receiver.release(503);
    await untilDeliveries(customer, endpoint.id, (all) =>
      all.every(({ attempts }) => (attempts as unknown[]).length > 0),
    );
    expect(await placesHolding(secrets)).toEqual([]);
  });

  /** Both secrets of both versions, and the master key that they are derived from. */
  async function secretBytes(): Promise<Buffer[]> {
    const ring = KeyRing.parse(TEST_MASTER_KEYS);
    const rows = await database.query<
      Record<'tenant_id' | 'endpoint_id' | 'kid', string> & { version: number } & Record<
          'salt' | 'hmac_digest' | 'ed25519_digest',
          Buffer
        >
    >('select * from webhook_secrets');
    const derived = rows.flatMap((row) =>
      (['hmac', 'ed25519'] as const).map((key) =>
        ring.derive(
          {
            ...{ purpose: `webhook-${key}`, tenantId: row.tenant_id, owner: row.endpoint_id },
            version: row.version,
          },
          { kid: row.kid, salt: row.salt, digest: row[`${key}_digest`] },
        ),
      ),
    );
    return [...derived, Buffer.from(TEST_MASTER_KEYS.split(':')[1] ?? '', 'base64')];
  }

  /** The tables, `redis` and the logs in which any of these stands, in whatever spelling. */
  async function placesHolding(held: readonly (string | Buffer)[]): Promise<string[]> {
    const places = new Set<string>();
    const dump = await redisDump();
    const logs = Buffer.from(api.output() + worker.output());
    for (const one of held) {
      for (const table of await tablesHolding(database, one)) places.add(table);
      for (const spelling of spellingsOf(one)) {
        if (dump.includes(spelling)) places.add('redis');
        if (logs.includes(spelling)) places.add('logs');
      }
    }
    return [...places];
  }

  function spellingsOf(held: string | Buffer): (string | Buffer)[] {
    const bytes = Buffer.from(held);
    const hex = bytes.toString('hex');
    return [
      bytes,
      hex,
      hex.toUpperCase(),
      bytes.toString('base64').replace(/.=*$/, ''),
      bytes.toString('base64url'),
    ];
  }

  /** Every key, with its value as Redis keeps it. */
  async function redisDump(): Promise<Buffer> {
    const client = new Redis(redis.url);
    try {
      const keys = await client.keysBuffer('*');
      const values = await Promise.all(keys.map((key) => everythingAt(client, key)));
      return Buffer.concat([...keys, ...values]);
    } finally {
      client.disconnect();
    }
  }

  async function everythingAt(client: Redis, key: Buffer): Promise<Buffer> {
    const read: Record<string, () => Promise<unknown>> = {
      string: () => client.getBuffer(key),
      hash: () => client.hgetallBuffer(key),
      list: () => client.lrangeBuffer(key, 0, -1),
      set: () => client.smembersBuffer(key),
      zset: () => client.zrangeBuffer(key, 0, -1),
      stream: () => client.xrangeBuffer(key, '-', '+'),
    };
    return flattened(await read[await client.type(key)]?.());
  }

  function flattened(value: unknown): Buffer {
    if (Buffer.isBuffer(value)) return value;
    if (typeof value !== 'object' || value === null) return Buffer.from(String(value));
    return Buffer.concat([
      ...Object.keys(value).map((name) => Buffer.from(name)),
      ...Object.values(value).map(flattened),
    ]);
  }

  /** `YYYY_MM` of the month in which the event happened. */
  function partitionOf(eventUuid: string): string {
    const at = new Date(Number.parseInt(eventUuid.slice(0, 8) + eventUuid.slice(9, 13), 16));
    return at.toISOString().slice(0, 7).replace('-', '_');
  }
});
