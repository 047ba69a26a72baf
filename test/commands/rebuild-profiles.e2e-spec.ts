import { entriesOf } from '../audit/entries';
import { uuidOfTenant } from '../evaluation/books';
import { evaluate, evaluateInTurn } from '../evaluation/evaluated';
import { runRebuildProfiles } from '../evaluation/rebuilt';
import { differencesOf, storedProfiles } from '../evaluation/stored-profiles';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

jest.setTimeout(30_000);

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const uuid = (): string => uuidOfTenant(customer.tenantId);
const profiles = (of = customer): ReturnType<typeof storedProfiles> =>
  storedProfiles(api.database, of.tenantId);
const forgetAll = (): Promise<unknown> =>
  api.database.query('delete from profiles where tenant_id = $1', [uuid()]);
const damage = (where: string): Promise<unknown> =>
  api.database.query(
    `update profiles set state = (select state from profiles where tenant_id = $1 and entity_id = 'other')
      where tenant_id = $1 and ${where}`,
    [uuid()],
  );

describe('npm run rebuild-profiles', () => {
  const OTHER = { customer: { id: 'other' } };
  const FULL = { customer: { id: 'c-1' }, device: { id: 'd-1', ip: '2001:db8::1' } };
  const rebuild = (...argv: string[]): ReturnType<typeof runRebuildProfiles> =>
    runRebuildProfiles(api.database, argv);
  let live: Awaited<ReturnType<typeof profiles>>;
  beforeEach(async () => {
    await evaluateInTurn(customer, [OTHER, OTHER, OTHER, FULL].map(aTransaction));
    live = await profiles();
  });

  it('mends what was damaged, lost or made up, and says in one line of JSON how much', async () => {
    await damage(`entity_id = 'c-1'`);
    await api.database.query(`delete from profiles where tenant_id = $1 and entity_id = 'd-1'`, [uuid()]);
    await api.database.query(
      `insert into profiles select tenant_id, 'customer', 'made-up', state from profiles where tenant_id = $1 and entity_id = 'other'`,
      [uuid()],
    );
    const { code, stdout, stderr } = await rebuild('--tenant', customer.tenantId);
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: '{"tenants":1,"rebuilt":5,"differed":3,"dryRun":false}\n',
    });
    expect(differencesOf(await profiles(), live)).toEqual([]);
    expect((await rebuild('--tenant', customer.tenantId)).stdout).toContain('"differed":0');
  });

  it('is in the trail of each tenant, before and after, as done by an operator; whose profile it was is not', async () => {
    await rebuild('--tenant', customer.tenantId, '--dry-run');
    expect(await entriesOf(api.database, customer.tenantId, 'profiles.rebuild_started')).toEqual([]);
    await rebuild('--tenant', customer.tenantId);
    await rebuild('--tenant', customer.tenantId, '--kind', 'customer', '--id', 'c-1');
    const by = { actor: 'operator', resource: customer.tenantId, network: null };
    await expect(
      entriesOf(api.database, customer.tenantId, 'profiles.rebuild_started'),
    ).resolves.toMatchObject([
      { ...by, after: { kind: null }, hasContent: false },
      { ...by, after: { kind: 'customer' }, hasContent: true },
    ]);
    const ended = await entriesOf(api.database, customer.tenantId, 'profiles.rebuilt');
    expect(ended).toMatchObject([
      { ...by, after: { kind: null, rebuilt: 4, differed: 0 }, hasContent: false },
      { ...by, after: { kind: 'customer', rebuilt: 1, differed: 0 }, hasContent: true },
    ]);
    expect(JSON.stringify(ended)).not.toContain('c-1');
  });

  it('only compares with --dry-run', async () => {
    await damage(`entity_id = 'c-1'`);
    const damaged = await profiles();
    const { stdout } = await rebuild('--tenant', customer.tenantId, '--dry-run');
    expect(JSON.parse(stdout)).toEqual({ tenants: 1, rebuilt: 4, differed: 1, dryRun: true });
    expect(differencesOf(await profiles(), damaged)).toEqual([]);
  });

  it('mends every tenant where none is named, and only the one that is', async () => {
    const stranger = await signUp(api.url);
    await evaluate(stranger, aTransaction(FULL));
    const strangers = await profiles(stranger);
    await api.database.query('delete from profiles');
    await rebuild('--tenant', customer.tenantId);
    expect(differencesOf(await profiles(), live)).toEqual([]);
    await expect(profiles(stranger)).resolves.toEqual({});
    const { code, stdout } = await rebuild();
    expect({ code, report: JSON.parse(stdout) as object }).toMatchObject({
      code: 0,
      report: { dryRun: false },
    });
    expect(differencesOf(await profiles(stranger), strangers)).toEqual([]);
  });

  it.each([
    [
      ['--kind', 'customer'],
      ['customer:c-1', 'customer:other'],
    ],
    [['--kind', 'device', '--id', 'd-1'], ['device:d-1']],
    [['--kind', 'ip', '--id', '2001:DB8:0::1'], ['ip:2001:db8::1']],
    [['--kind', 'customer', '--id', 'nobody'], []],
  ])('%j mends no more than that', async (argv, mended) => {
    await forgetAll();
    const { stdout } = await rebuild('--tenant', customer.tenantId, ...argv);
    expect(JSON.parse(stdout)).toMatchObject({ rebuilt: mended.length, differed: mended.length });
    expect(Object.keys(await profiles())).toEqual(mended);
  });

  it.each([
    [['--tenant', 'acme'], '--tenant takes an id such as tenant_01…, not "acme".'],
    [
      ['--kind', 'person'],
      '--kind takes customer or counterparty or instrument or device or ip or agent, not "person".',
    ],
    [['--kind', 'customer', '--id', 'c-1'], '--id needs --tenant and --kind'],
    [['--dry'], "Unknown option '--dry'."],
    [['c-1'], "Unexpected argument 'c-1'."],
  ])('%j: %s', async (argv, message) => {
    const { code, stdout, stderr } = await rebuild(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^rebuild-profiles: .*\n$/);
    expect(stderr).toContain(message);
  });

  it('says so where there is no such tenant', async () => {
    const { code, stderr } = await rebuild('--tenant', 'tenant_01m81b8yrde1g8b3f1q51mthcs');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'rebuild-profiles: not_found: There is no such tenant.\n',
    });
  });
});
