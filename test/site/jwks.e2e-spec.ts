import { startTestApi, TEST_MASTER_KEYS } from '../support/test-api';
import type { TestApi } from '../support/test-api';

const NEWER = `newer:${Buffer.alloc(32, 43).toString('base64')}`;

interface Jwk {
  readonly kid: string;
  readonly x: string;
}

describe('GET /.well-known/jwks.json', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  async function keysOf({ url }: TestApi): Promise<Jwk[]> {
    const response = await fetch(`${url}/.well-known/jwks.json`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return ((await response.json()) as { keys: Jwk[] }).keys;
  }

  async function keysWith(masterKeys: string): Promise<Jwk[]> {
    const other = await startTestApi({ masterKeys }, api.database);
    try {
      return await keysOf(other);
    } finally {
      await other.stop();
    }
  }

  it('gives the public key that signs, and the same again', async () => {
    const keys = await keysOf(api);
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: keys[0]?.kid, x: keys[0]?.x },
    ]);
    expect(await keysWith(TEST_MASTER_KEYS)).toEqual(keys);
  });

  it('has a newer one first with a newer master key, and keeps the older when its master key is gone', async () => {
    const [first] = await keysOf(api);
    const rotated = await keysWith(`${NEWER},${TEST_MASTER_KEYS}`);
    expect(rotated).toHaveLength(2);
    expect(rotated[1]).toEqual(first);
    expect(await keysWith(NEWER)).toEqual(rotated);
    // A process that still has the older master key shows both.
    expect(await keysOf(api)).toEqual(rotated);
  });

  it('keeps no private half: what signs is derived', async () => {
    const columns = await api.database.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'signing_keys' order by 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual([
      ...['created_at', 'digest', 'kid', 'master_kid', 'public_key', 'salt'],
    ]);
  });
});
