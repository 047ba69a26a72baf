import { Controller, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { IdempotencyModule } from '../../src/idempotency/idempotency.module';
import { Idempotent } from '../../src/idempotency/idempotent.decorator';
import { MainModule } from '../../src/main.module';
import { openRuntime } from '../../src/runtime';
import type { Runtime } from '../../src/runtime';
import { startApi } from '../../src/start-api';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { testSettings } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const KEY = { 'Idempotency-Key': 'k-1' };

/** What the change leaves in the database. */
const insertList = (name: string) => (tx: TenantTx) =>
  tx.query({
    name: 'insert-list',
    text: `insert into lists (tenant_id, id, name, created_at) values ($1, gen_random_uuid(), $2, now())`,
    values: [tx.tenantId, name],
  });

@Controller('own')
class OwnController {
  private count = 0;

  constructor(private readonly database: TenantDatabase) {}

  @Post('secret')
  @RequireScope('lists:write')
  @Idempotent({ shownOnce: ['secret'] })
  async secret(@CurrentCaller() caller: Caller): Promise<{ id: string; secret: string }> {
    await this.database.runFor(caller, insertList('with_secret'));
    this.count += 1;
    return { id: 'key_1', secret: `tf_live_${this.count}` };
  }

  @Post('forgetful')
  @RequireScope('lists:write')
  @Idempotent()
  async forgetful(@CurrentCaller() { tenantId }: Caller): Promise<object> {
    await this.database.run(tenantId, insertList('forgotten'));
    return {};
  }

  @Post('twofold')
  @RequireScope('lists:write')
  @Idempotent()
  async twofold(@CurrentCaller() caller: Caller): Promise<object> {
    await this.database.runFor(caller, insertList('one'));
    await this.database.runFor(caller, insertList('two'));
    return {};
  }

  @Post('failing')
  @RequireScope('lists:write')
  @Idempotent()
  async failing(@CurrentCaller() caller: Caller): Promise<object> {
    await this.database.runFor(caller, insertList('failed'));
    throw new Error('the answer could not be made');
  }
}

describe('a route that is declared idempotent', () => {
  let database: TestDatabase;
  let runtime: Runtime;
  let app: NestExpressApplication;
  let url: string;
  let customer: Customer;
  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = testSettings(database);
    runtime = await openRuntime(settings, { worker: true });
    @Module({
      imports: [MainModule.with(runtime), IdempotencyModule],
      controllers: [OwnController],
    })
    class OwnModule {}
    ({ app, url } = await startApi({ module: OwnModule }, settings));
    customer = await signUp(url);
  });
  afterAll(async () => {
    await app.close();
    await runtime.close();
    await database.drop();
  });

  const lists = async (): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(
      'select name from lists where tenant_id = $1 order by name',
      [uuidOfTenant(customer.tenantId)],
    );
    return rows.map(({ name }) => name);
  };

  it('shows a secret in the first answer, keeps none of it, and answers without it', async () => {
    const first = await customer.post('/own/secret', undefined, KEY);
    expect([first.status, first.body]).toEqual([201, { id: 'key_1', secret: 'tf_live_1' }]);
    const again = await customer.post('/own/secret', undefined, KEY);
    expect([again.status, again.body]).toEqual([201, { id: 'key_1' }]);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    await expect(database.query('select answer from kept_answers')).resolves.toEqual([
      { answer: { body: { id: 'key_1' } } },
    ]);
    await expect(lists()).resolves.toEqual(['with_secret']);
  });

  it('leaves nothing behind where its answer could not be made', async () => {
    const { status } = await customer.post('/own/failing', undefined, { 'Idempotency-Key': 'k-2' });
    expect(status).toBe(500);
    await expect(lists()).resolves.toEqual(['with_secret']);
    await expect(database.query('select key from kept_answers')).resolves.toEqual([{ key: 'k-1' }]);
  });

  it('fails where its service makes the change in two transactions, or beside its key', async () => {
    const twofold = await customer.post('/own/twofold', undefined, { 'Idempotency-Key': 'k-3' });
    expect(twofold.status).toBe(500);
    await expect(lists()).resolves.toEqual(['with_secret']);
    const forgetful = await customer.post('/own/forgetful', undefined, { 'Idempotency-Key': 'k-4' });
    expect(forgetful.status).toBe(500);
  });
});
