import { setTimeout as sleep } from 'node:timers/promises';
import { aTransaction, call, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import type { AuditAction } from '../../src/audit/audit.types';
import { entriesOf } from '../audit/entries';
import type { ShownEntry } from '../audit/entries';
import { tablesHolding } from '../tenants/stored-text';
import { evaluate } from './evaluated';
import { aPolicy, aRule, decideBy } from './policy-steps';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

function remove(path: string): Promise<Answer> {
  return call(api.url, path, { method: 'DELETE', headers: { Authorization: `Bearer ${customer.key}` } });
}

const put = (value: string, over = {}): Promise<Answer> =>
  customer.post('/v1/lists/denied/entries', { value, ...over });
const decisionFor = async (id: string): Promise<string> =>
  (await evaluate(customer, aTransaction({ customer: { id } }))).decision;

async function denyByList(): Promise<void> {
  await customer.post('/v1/lists', { name: 'denied' });
  await decideBy(customer, [
    aRule({ code: 'denied', when: 'customer.id in lists.denied', decision: 'block' }),
  ]);
}

describe('a list', () => {
  it('decides through a rule from the moment an entry is there until it is gone', async () => {
    await denyByList();
    expect(await decisionFor('c-1')).toBe('allow');
    const { body } = await put('c-1');
    expect([await decisionFor('c-1'), await decisionFor('c-2')]).toEqual(['block', 'allow']);
    expect((await remove(`/v1/lists/denied/entries/${body.id}`)).status).toBe(204);
    expect(await decisionFor('c-1')).toBe('allow');
  });

  it('is seen at once by another process', async () => {
    const other = await startTestApi({}, api.database);
    try {
      const elsewhere = customerWith(other.url, customer.key);
      await evaluate(elsewhere, aTransaction());
      await denyByList();
      await put('c-1');
      await sleep(1_000);
      expect((await evaluate(elsewhere, aTransaction({ customer: { id: 'c-1' } }))).decision).toBe('block');
    } finally {
      await other.stop();
    }
  });

  it('says in the factor what it held', async () => {
    await denyByList();
    await put('c-1');
    expect(await evaluate(customer, aTransaction({ customer: { id: 'c-1' } }))).toMatchObject({
      factors: [{ code: 'rule:denied', effect: 'block', observed: { 'customer.id in lists.denied': true } }],
      reasoning: expect.stringContaining('the rule denied blocks it') as string,
    });
  });

  it('forgets an entry when its time is over, and keeps it when it is renewed', async () => {
    await denyByList();
    const soon = new Date(Date.now() + 300).toISOString();
    await put('c-1', { expiresAt: soon });
    await put('c-2', { expiresAt: soon });
    const renewed = await put('c-2', { expiresAt: '2030-01-01T00:00:00.000Z' });
    expect([renewed.status, renewed.body.expiresAt]).toEqual([201, '2030-01-01T00:00:00.000Z']);
    await sleep(400);
    expect([await decisionFor('c-1'), await decisionFor('c-2')]).toEqual(['allow', 'block']);
  });

  it('is in the trail with what became of it, and without the values that it holds', async () => {
    await customer.post('/v1/lists', { name: 'denied', description: 'Known' });
    const expiresAt = '2030-01-01T00:00:00.000Z';
    const { body } = await put('c-hushhush');
    await put('c-hushhush', { expiresAt, note: 'n-hushhush' });
    await put('c-other');
    await customer.post('/v1/lists/denied/entries/remove', { value: 'c-hushhush' });
    await remove('/v1/lists/denied');
    const told = async (action: AuditAction): Promise<ShownEntry[]> =>
      entriesOf(api.database, customer.tenantId, action);
    const added = (await told('list.entry_added')).filter(({ resource }) => resource === body.id);
    expect(added.map(({ before, after }) => [before, after])).toEqual([
      [null, { list: 'denied', expiresAt: null }],
      [
        { list: 'denied', expiresAt: null },
        { list: 'denied', expiresAt },
      ],
    ]);
    expect(await told('list.entry_removed')).toMatchObject([
      { resource: body.id, before: { list: 'denied', expiresAt }, after: null, hasContent: true },
    ]);
    const deleted = await told('list.deleted');
    expect(deleted).toMatchObject([
      { before: { list: 'denied', description: 'Known', entries: 1 }, after: null },
    ]);
    await expect(tablesHolding(api.database, 'hushhush')).resolves.toEqual([]);
  });

  it('holds nothing any more once it is deleted, and its rules still decide', async () => {
    await denyByList();
    await put('c-1');
    expect((await remove('/v1/lists/denied')).status).toBe(204);
    expect(await decisionFor('c-1')).toBe('allow');
    expect((await customer.get('/v1/lists/denied')).status).toBe(404);
  });

  it("is its tenant's own: another one can neither see it nor name it in a rule", async () => {
    await denyByList();
    const { body } = await put('c-1');
    const stranger = await signUp(api.url);
    const asStranger = { Authorization: `Bearer ${stranger.key}` };
    const answers = [
      await stranger.get('/v1/lists/denied'),
      await stranger.get('/v1/lists/denied/entries'),
      await stranger.post('/v1/lists/denied/entries', { value: 'c-9' }),
      await stranger.post('/v1/lists/denied/entries/remove', { value: 'c-1' }),
      await call(api.url, '/v1/lists/denied', { method: 'DELETE', headers: asStranger }),
      await call(api.url, `/v1/lists/denied/entries/${body.id}`, { method: 'DELETE', headers: asStranger }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    const rules = [aRule({ when: 'customer.id in lists.denied', points: 1 })];
    expect((await stranger.post('/v1/policies', aPolicy({ rules }))).body.errors[0].code).toBe(
      'unknown_list',
    );
    await stranger.post('/v1/lists', { name: 'denied' });
    await decideBy(stranger, [aRule({ when: 'customer.id in lists.denied', decision: 'block' })]);
    const theirs = await evaluate(stranger, aTransaction({ customer: { id: 'c-1' } }));
    expect(theirs.decision).toBe('allow');
  });

  it('may be called what every object has', async () => {
    await customer.post('/v1/lists', { name: 'constructor' });
    await customer.post('/v1/lists/constructor/entries', { value: 'c-1' });
    await decideBy(customer, [aRule({ when: 'customer.id in lists.constructor', decision: 'block' })]);
    expect([await decisionFor('c-1'), await decisionFor('c-2')]).toEqual(['block', 'allow']);
  });

  it('is created once under its name, and its entries are listed newest first', async () => {
    await denyByList();
    expect((await customer.post('/v1/lists', { name: 'denied' })).status).toBe(409);
    for (const value of ['a', 'b', 'c']) await put(value, { note: `note ${value}` });
    expect((await customer.post('/v1/lists/denied/entries/remove', { value: 'b' })).status).toBe(204);
    expect((await customer.post('/v1/lists/denied/entries/remove', { value: 'b' })).status).toBe(404);
    const { data } = (await customer.get('/v1/lists/denied/entries')).body as { data: { value: string }[] };
    expect(data.map(({ value }) => value)).toEqual(['c', 'a']);
    expect((await customer.get('/v1/lists')).body.data).toMatchObject([{ name: 'denied' }]);
  });
});
