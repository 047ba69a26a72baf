import { setTimeout as sleep } from 'node:timers/promises';
import { askerOf, firstKeyId } from '../auth/key-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { entriesOf } from './entries';
import type { ShownEntry } from './entries';

const MAX_NETWORKS = 64;
const NO_MORE_MS = 300;

describe('a key that lets a request in', () => {
  let database: TestDatabase;
  let apis: readonly [TestApi, TestApi];
  let customer: Customer;

  beforeAll(async () => {
    database = await createTestDatabase();
    apis = await Promise.all([
      startTestApi({ trustProxy: 1 }, database),
      startTestApi({ trustProxy: 1 }, database),
    ]);
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await database.drop();
  });
  beforeEach(async () => {
    customer = await signUp(apis[0].url);
  });

  const from = async (ip: string, api = apis[0], key = customer.key): Promise<string> => {
    const { headers } = await askerOf(api.url)(key, 'GET /v1/tenant', undefined, { 'X-Forwarded-For': ip });
    return headers.get('Trace-Id') ?? '';
  };
  const logins = (): Promise<ShownEntry[]> => entriesOf(database, customer.tenantId, 'key.used');

  /** So many, and no more after a while. */
  async function untilLogins(count: number): Promise<ShownEntry[]> {
    while ((await logins()).length < count) await sleep(20);
    await sleep(NO_MORE_MS);
    return logins();
  }

  it('is in the trail once for each network, the first one too, whichever process it came to', async () => {
    const first = await from('203.0.113.9');
    await untilLogins(1);
    await Promise.all(apis.map((api) => from('203.0.113.200', api)));
    const second = await from('2001:db8:1:2::3', apis[1]);
    await untilLogins(2);
    await from('2001:db8:1:9::3');
    const entries = await untilLogins(2);
    const id = await firstKeyId(askerOf(apis[0].url), customer.key);
    const said = { actor: id, resource: id, before: null };
    expect(entries).toMatchObject([
      { ...said, traceId: first, network: '203.0.113.9', after: { network: '203.0.113.0/24' } },
      { ...said, traceId: second, network: '2001:db8:1:2::3', after: { network: '2001:db8:1::/48' } },
    ]);
  });

  it('is not in it where it lets nothing in', async () => {
    await from('203.0.113.9', apis[0], `${customer.key.slice(0, -1)}!`);
    expect(await untilLogins(0)).toEqual([]);
  });

  it('is in it with its first 64 networks and no more', async () => {
    // What there is no time for at a request is seen at the next one.
    do for (let n = 0; n < MAX_NETWORKS; n += 1) await from(`10.1.${n}.1`);
    while ((await logins()).length < MAX_NETWORKS);
    // Another process, which remembers none of them.
    for (let n = 0; n < 5; n += 1) await from(`10.2.${n}.1`, apis[1]);
    expect(await untilLogins(MAX_NETWORKS)).toHaveLength(MAX_NETWORKS);
  });
});
