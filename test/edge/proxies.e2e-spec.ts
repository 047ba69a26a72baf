import { parseId } from '@libs/ids/typeid';
import { call } from '../support/customer';
import { startTestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const SIGNUP = { organization: 'Acme Shop', email: 'ops@acme.example' };
/** As a client's lie, the client's address as the outer proxy saw it, and the outer proxy's as the inner one did. */
const CHAIN = '192.0.2.66, 198.51.100.7, 203.0.113.1';

describe('what a proxy says of where a call came from', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it.each<[string, false | number | string[], string, string | null]>([
    ['nothing where no proxy is trusted', false, CHAIN, '127.0.0.1'],
    ['nothing where others are trusted', ['203.0.113.0/24', '::1'], CHAIN, '127.0.0.1'],
    ['the last address where one proxy stands in front', 1, CHAIN, '203.0.113.1'],
    ['the last but one where there are two', 2, CHAIN, '198.51.100.7'],
    ['the first that is not trusted', ['127.0.0.1', '203.0.113.0/24'], CHAIN, '198.51.100.7'],
    ['the first of all where it is shorter than expected', 5, '198.51.100.7', '198.51.100.7'],
    ['IPv6 in one form', 1, '2001:DB8:0::1', '2001:db8::1'],
    ['nothing where what it says is no address', 1, 'unknown', null],
    ['nothing where it says nothing', 1, '', '127.0.0.1'],
  ])('counts for %s', async (_what, trustProxy, said, expected) => {
    const api = await startTestApi({ trustProxy }, database);
    try {
      const headers = { 'X-Forwarded-For': said, 'X-Real-IP': '192.0.2.99', Forwarded: 'for=192.0.2.98' };
      const { status, body } = await call(api.url, '/v1/signup', { method: 'POST', headers, body: SIGNUP });
      expect(status).toBe(201);
      const [entry] = await database.query<{ network: string | null }>(
        `select network from audit_entries where tenant_id = $1 and action = 'tenant.created'`,
        [parseId('tenant', body.tenant.id as string)],
      );
      expect(entry?.network ?? null).toBe(expected);
    } finally {
      await api.stop();
    }
  });

  it('never counts for links: they are made from the public URL', async () => {
    const api = await startTestApi({ trustProxy: 1, publicUrl: 'https://api.trustflow.test' }, database);
    try {
      const headers = { 'X-Forwarded-Host': 'evil.test', 'X-Forwarded-Proto': 'https', Host: 'evil.test' };
      const { body } = await call(api.url, '/v1/nothing', { headers });
      expect(body.type).toBe('https://api.trustflow.test/problems/not_found');
    } finally {
      await api.stop();
    }
  });
});
