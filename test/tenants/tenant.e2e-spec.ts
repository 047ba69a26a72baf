import { signUp } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

describe('GET /v1/tenant', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('shows the key’s own tenant, whoever else there is', async () => {
    const first = await signUp(api.url, { organization: 'First' });
    const second = await signUp(api.url, { organization: 'Second', email: 'b@second.example' });
    const { status, body } = await second.get('/v1/tenant');
    expect([status, body]).toEqual([
      200,
      {
        ...{
          id: second.tenantId,
          name: 'Second',
          mode: 'live',
          plan: 'unlimited',
          email: 'b@second.example',
        },
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    ]);
    expect((await first.get('/v1/tenant')).body).toMatchObject({ id: first.tenantId, name: 'First' });
  });
});
