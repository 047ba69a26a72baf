import { evaluate } from '../evaluation/evaluated';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { checkpointOver, onceAllSealed, publishedKeys } from './audit-steps';

describe('the sealer', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  async function sizeOf({ tenantId }: Customer): Promise<number> {
    const [tree] = await api.database.query<{ size: number }>(
      'select size::integer from audit_trees where tenant_id = $1',
      [uuidOfTenant(tenantId)],
    );
    return tree?.size ?? 0;
  }

  it('seals what was written by whatever wrote it', async () => {
    const customer = await signUp(api.url);
    // As a process of an older version, which knows of no leaves.
    const [planted] = await api.database.query<{ id: string }>(
      `insert into audit_entries (tenant_id, id, action, actor_type, resource_type, resource_id, trace_id, leaf_hash, created_at)
       select tenant_id, overlay(gen_random_uuid()::text placing left(id::text, 15) from 1)::uuid, action, actor_type,
              resource_type, resource_id, trace_id, leaf_hash, created_at
         from audit_entries where tenant_id = $1 limit 1
       returning id`,
      [uuidOfTenant(customer.tenantId)],
    );
    await onceAllSealed(api.database);
    const leaves = await api.database.query('select 1 from audit_leaves where entry_id = $1', [planted?.id]);
    expect(leaves).toHaveLength(1);
  });

  it('goes on for everybody else where one trail can’t be sealed, and signs nothing wrong for that one', async () => {
    const customers = [await signUp(api.url), await signUp(api.url)];
    const [broken, other] = customers.sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
    if (broken === undefined || other === undefined) throw new Error('there are two');
    for (const customer of customers) await evaluate(customer, aTransaction());
    await onceAllSealed(api.database);
    const before = await sizeOf(broken);
    await api.database.query(
      `update audit_tiles set hashes = substr(hashes, 1, 32) where tenant_id = $1 and level = 0`,
      [uuidOfTenant(broken.tenantId)],
    );
    const keys = await publishedKeys(api.url);
    const { size } = await checkpointOver(other, keys, 1);
    for (const customer of customers) await evaluate(customer, aTransaction());
    expect((await checkpointOver(other, keys, size + 1)).size).toBeGreaterThan(size);
    expect(await sizeOf(broken)).toBe(before);
  });
});
