import { setTimeout as sleep } from 'node:timers/promises';
import { askerOf, createKey } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { signUp } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { behindCable } from './cuttable-database';
import type { CuttableDatabase } from './cuttable-database';

const PROMISED_MS = 1_000;
const ROUNDS = 10;

jest.setTimeout(180_000);

describe('two processes that both remember a key', () => {
  let cable: CuttableDatabase;
  let processes: ApiProcess[] = [];
  let key: string;
  let askRevoker: Ask;
  /** Its connections to the database run through the cable. */
  let askOther: Ask;

  beforeAll(async () => {
    const database = await createTestDatabase();
    cable = await behindCable(database);
    processes = await Promise.all([startApiProcess(database), startApiProcess(cable)]);
    const [revoker, other] = processes.map(({ url }) => url) as [string, string];
    key = (await signUp(revoker)).key;
    [askRevoker, askOther] = [askerOf(revoker), askerOf(other)];
  });
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    await cable.drop();
  });

  async function rememberedKey(): Promise<{ id: string; secret: string }> {
    const made = await createKey(askRevoker, key, { scopes: ['tenant:read'] });
    for (const ask of [askRevoker, askOther, askOther]) {
      expect((await ask(made.secret, 'GET /v1/tenant')).status).toBe(200);
    }
    return made;
  }

  /** How long after `since` the other process refused the key at last. */
  async function refusedAfterMs(secret: string, code: string, since: number): Promise<number> {
    for (;;) {
      const { status, body } = await askOther(secret, 'GET /v1/tenant');
      const afterMs = performance.now() - since;
      if (status === 401) expect(body.code).toBe(code);
      if (status === 401 || afterMs > 10 * PROMISED_MS) return afterMs;
    }
  }

  it('refuse it within a second of its being revoked through one of them, that one at once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, secret } = await rememberedKey();
      expect((await askRevoker(key, `DELETE /v1/api-keys/${id}`)).status).toBe(204);
      const since = performance.now();
      expect((await askRevoker(secret, 'GET /v1/tenant')).body.code).toBe('api_key_revoked');
      expect(await refusedAfterMs(secret, 'api_key_revoked', since)).toBeLessThan(PROMISED_MS);
    }
  });

  it('refuse it so when it is rotated with no overlap', async () => {
    const { id, secret } = await createKey(askRevoker, key);
    expect((await askOther(secret, 'GET /v1/tenant')).status).toBe(200);
    await askRevoker(key, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
    const since = performance.now();
    expect((await askRevoker(secret, 'GET /v1/tenant')).body.code).toBe('api_key_expired');
    expect(await refusedAfterMs(secret, 'api_key_expired', since)).toBeLessThan(PROMISED_MS);
  });

  it('refuse it so when the connection that would bring the news hangs, and go on taking others', async () => {
    const { id, secret } = await rememberedKey();
    // Not while the news of the key’s making may still be under way.
    await sleep(PROMISED_MS / 2);
    cable.silence('trustflow-listen');
    await askRevoker(key, `DELETE /v1/api-keys/${id}`);
    const since = performance.now();
    expect(await refusedAfterMs(secret, 'api_key_revoked', since)).toBeLessThan(PROMISED_MS);
    expect((await askOther(key, 'GET /v1/tenant')).status).toBe(200);
    const made = await createKey(askRevoker, key);
    expect((await askOther(made.secret, 'GET /v1/tenant')).status).toBe(200);
    await askRevoker(key, `DELETE /v1/api-keys/${made.id}`);
    expect((await askOther(made.secret, 'GET /v1/tenant')).body.code).toBe('api_key_revoked');
    cable.mend();
  });
});
