import { rootFromInclusion, verifyConsistency } from '@libs/merkle-log/proofs';
import { evaluate } from '../evaluation/evaluated';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { checkpointOver, onceSealed, publishedKeys, refusalOf, verifiedCheckpoint } from './audit-steps';

interface Proof {
  readonly index: number;
  readonly treeSize: number;
  readonly leafHash: string;
  readonly hashes: readonly string[];
  readonly checkpoint: string;
}

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

describe('the proofs of the trail', () => {
  let api: TestApi;
  let keys: readonly Buffer[];
  let anybody: Customer;
  beforeAll(async () => {
    api = await startTestApi({ publicUrl: 'https://trust.example:8443' });
    keys = await publishedKeys(api.url);
    anybody = await signUp(api.url);
    await checkpointOver(anybody, keys, 1);
  });
  afterAll(() => api.stop());

  /** Of the entry that the receipt of an evaluation stands for. */
  async function proofOf(customer: Customer, evaluationId: string): Promise<Proof> {
    const { body } = await customer.get(`/v1/audit/entries?resource=${evaluationId}`);
    expect(body.data).toHaveLength(1);
    const answer = await onceSealed(customer, `/v1/audit/entries/${body.data[0].id}/proof`);
    expect(answer.status).toBe(200);
    return answer.body as Proof;
  }

  it('lead from the receipt of a decision to a root that the service has signed for this tenant', async () => {
    const customer = await signUp(api.url);
    for (let number = 0; number < 5; number += 1) await evaluate(customer, aTransaction());
    const { id, receipt } = await evaluate(customer, aTransaction());
    const { index, treeSize, leafHash, hashes, checkpoint } = await proofOf(customer, id);
    expect(leafHash).toBe(receipt.leafHash);
    const head = verifiedCheckpoint(checkpoint, keys);
    expect(head).toMatchObject({ origin: `trust.example:8443/${customer.tenantId}`, size: treeSize });
    const proof = { index, size: treeSize, hashes: hashes.map(fromBase64) };
    expect(rootFromInclusion({ ...proof, leafHash: fromBase64(leafHash) })).toEqual(head.root);
    expect(rootFromInclusion({ ...proof, leafHash: Buffer.alloc(32) })).not.toEqual(head.root);
  });

  it('show that each tree begins with every one before it', async () => {
    const customer = await signUp(api.url);
    const heads = [await checkpointOver(customer, keys, 1)];
    for (let number = 0; number < 3; number += 1) {
      await evaluate(customer, aTransaction());
      heads.push(await checkpointOver(customer, keys, (heads.at(-1)?.size ?? 0) + 1));
    }
    const last = heads.at(-1);
    if (last === undefined) throw new Error('there is a last one');
    for (const { size, root } of heads) {
      const { body } = await customer.get(`/v1/audit/consistency?from=${size}&to=${last.size}`);
      const sizes = { from: size, to: last.size, fromRoot: root, toRoot: last.root };
      expect(verifyConsistency({ ...sizes, hashes: (body.hashes as string[]).map(fromBase64) })).toBe(true);
    }
    expect((await customer.get('/v1/audit/consistency?from=1')).body.to).toBeGreaterThanOrEqual(last.size);
  });

  it('are of the one tenant that asks', async () => {
    const [one, other] = [await signUp(api.url), await signUp(api.url)];
    const { id } = await evaluate(one, aTransaction());
    await proofOf(one, id);
    const { body } = await one.get('/v1/audit/entries');
    expect(refusalOf(await other.get(`/v1/audit/entries/${body.data[0].id}/proof`))).toEqual([
      404,
      'not_found',
    ]);
    expect((await other.get(`/v1/audit/entries?resource=${id}`)).body.data).toEqual([]);
    const origins = await Promise.all([one, other].map((each) => checkpointOver(each, keys, 1)));
    expect(origins.map(({ origin }) => origin)).toEqual(
      [one, other].map(({ tenantId }) => `trust.example:8443/${tenantId}`),
    );
  });

  it('are not there for an entry that is not sealed yet, and say so', async () => {
    const customer = await signUp(api.url);
    const { id } = await evaluate(customer, aTransaction());
    const { body } = await customer.get(`/v1/audit/entries?resource=${id}`);
    const path = `/v1/audit/entries/${body.data[0].id}/proof`;
    await onceSealed(customer, path);
    // As it is between the commit and the sealer.
    await api.database.query(`delete from audit_leaves where entry_id::text like '%'`);
    const refused = await customer.get(path);
    expect(refusalOf(refused)).toEqual([409, 'conflict']);
    expect(refused.body.detail).toContain('not sealed yet');
  });

  it.each([
    ['from=0', 200],
    ['from=1&to=1', 200],
    ['from=2&to=1', 422],
    ['from=1&to=1000000', 422],
    ['from=-1', 422],
    ['from=1.5', 422],
    ['from=9007199254740992', 422],
    ['from=1&to=', 422],
    ['to=1', 422],
  ])('of consistency?%s is answered %i', async (query, status) => {
    expect((await anybody.get(`/v1/audit/consistency?${query}`)).status).toBe(status);
  });

  it('want a key that may read the trail', async () => {
    const { body } = await anybody.post('/v1/api-keys', { name: 'Shop', scopes: ['evaluations:write'] });
    const headers = { Authorization: `Bearer ${body.secret}` };
    for (const path of ['entries', 'checkpoint', 'consistency?from=1', 'export']) {
      expect(refusalOf(await anybody.get(`/v1/audit/${path}`, headers))).toEqual([403, 'scope_missing']);
    }
  });
});
