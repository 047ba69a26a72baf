import { SnapshotMovedError } from '../../src/evaluation/history/entity-history';
import { uuidOfTenant } from '../evaluation/books';
import { evaluateInTurn } from '../evaluation/evaluated';
import { startRebuilding } from '../evaluation/rebuilt';
import type { Rebuilding } from '../evaluation/rebuilt';
import { differencesOf, storedProfiles } from '../evaluation/stored-profiles';
import type { StoredProfiles } from '../evaluation/stored-profiles';
import { tell } from '../evaluation/told';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { multiplyEvaluations } from '../support/many-evaluations';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { erase } from './erasure-steps';

jest.setTimeout(60_000);

let api: TestApi;
let rebuilding: Rebuilding;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  rebuilding = await startRebuilding(api.database);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(async () => {
  await rebuilding.stop();
  await api.stop();
});

const profiles = (): Promise<StoredProfiles> => storedProfiles(api.database, customer.tenantId);

const of = (person: string, over: Record<string, unknown> = {}): Record<string, unknown> =>
  aTransaction({
    customer: { id: person },
    device: { id: 'd-1', ip: '203.0.113.9' },
    instrument: { id: 'i-1' },
    counterparty: { id: 'p-1' },
    ...over,
  });

describe('profiles of others', () => {
  it.each(['customer', 'device', 'instrument', 'counterparty'])(
    'stay as they were when a %s is erased that they counted, and are made again the same',
    async (kind) => {
      const id = `${kind === 'counterparty' ? 'p' : kind[0]}-1`;
      await evaluateInTurn(customer, [of('c-1'), of('c-2'), of('c-1', { amount: 1_200 })]);
      const before = await profiles();
      await erase(customer, { kind, id });
      const after = await profiles();
      const gone = differencesOf(before, after);
      // Where a customer was is of the customer: of that address the others' transactions are left.
      expect(gone).toEqual(kind === 'customer' ? ['customer:c-1', 'ip:203.0.113.9'] : [`${kind}:${id}`]);
      expect(after[`${kind}:${id}`]).toBeUndefined();
      await expect(rebuilding.rebuild(customer.tenantId)).resolves.toMatchObject({ differed: 0 });
      expect(differencesOf(after, await profiles())).toEqual([]);
    },
  );

  it('go on learning of what was told of an erased customer', async () => {
    const [evaluation] = await evaluateInTurn(customer, [of('c-1'), of('c-2')]);
    await erase(customer, { kind: 'customer', id: 'c-1' });
    const { status } = await tell(customer, evaluation as { id: string }, { label: 'fraud' });
    expect(status).toBe(201);
    expect((await profiles())['device:d-1']?.outcomes).toMatchObject({ frauds: 1 });
    expect((await profiles())['customer:c-1']).toBeUndefined();
    await expect(rebuilding.rebuild(customer.tenantId)).resolves.toMatchObject({ differed: 0 });
  });

  it('go on counting while one is erased, and nothing is counted for who is gone', async () => {
    await evaluateInTurn(
      customer,
      Array.from({ length: 20 }, () => of('c-1')),
    );
    const going = Promise.all(
      Array.from({ length: 60 }, (_, n) => customer.post('/v1/evaluations', of(n % 2 === 0 ? 'c-1' : 'c-2'))),
    );
    await erase(customer, { kind: 'customer', id: 'c-1' });
    await going;
    await expect(rebuilding.rebuild(customer.tenantId)).resolves.toMatchObject({ differed: 0 });
  });

  it('do not come back by a rebuild that had begun before', async () => {
    await evaluateInTurn(customer, [of('c-1'), of('c-1')]);
    const tenantUuid = uuidOfTenant(customer.tenantId);
    await multiplyEvaluations(api.database, tenantUuid, { copies: 1, stepMs: 600_000 });
    await api.database.query(
      `insert into transaction_keys (tenant_id, type, transaction_id, evaluation_id)
       select tenant_id, type, transaction_id, id from evaluations where tenant_id = $1 on conflict do nothing`,
      [tenantUuid],
    );
    const made = rebuilding.inTwoReadings(customer.tenantId, { kind: 'customer', id: 'c-1' }, async () => {
      await erase(customer, { kind: 'customer', id: 'c-1' });
    });
    await expect(made).rejects.toThrow(SnapshotMovedError);
  });
});
