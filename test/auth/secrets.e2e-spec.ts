import { toTenantId } from '@libs/database/tenant-id';
import { TenantsService } from '../../src/tenants/tenants.service';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi, TEST_MASTER_KEYS } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { digestOf } from '../../src/auth/api-key-secret';
import { uuidOfTenant } from '../evaluation/books';
import { tablesHolding } from '../tenants/stored-text';

jest.setTimeout(20_000);

describe('the database', () => {
  let api: TestApi;
  let customer: Customer;

  beforeAll(async () => {
    api = await startTestApi();
    customer = await signUp(api.url);
    for (let n = 0; n < 2; n += 1) {
      await customer.post('/v1/evaluations', aTransaction({ transactionId: 'o-1' }), {
        'Idempotency-Key': 'k-1',
      });
    }
  });
  afterAll(() => api.stop());

  it('holds no API key in any column, nor the 30 characters that make it', async () => {
    for (const secret of [customer.key, customer.sandboxKey]) {
      await expect(tablesHolding(api.database, secret)).resolves.toEqual([]);
      await expect(tablesHolding(api.database, secret.slice(8, 38))).resolves.toEqual([]);
    }
  });

  it('holds a key’s SHA-256, in one place', async () => {
    await expect(tablesHolding(api.database, digestOf(customer.key))).resolves.toEqual(['public.api_keys']);
  });

  it('holds neither the master key nor what is derived from it', async () => {
    const tenants = api.app.get(TenantsService, { strict: false });
    const tenant = await tenants.find(toTenantId(uuidOfTenant(customer.tenantId)));
    if (tenant === undefined) throw new Error('the tenant is there');
    const masterKey = Buffer.from(TEST_MASTER_KEYS.slice('test:'.length), 'base64');
    await expect(tablesHolding(api.database, masterKey)).resolves.toEqual([]);
    await expect(tablesHolding(api.database, tenant.fingerprintKey)).resolves.toEqual([]);
  });
});
