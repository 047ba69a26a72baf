import { aTransaction, signUp } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

describe('a first decision', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('is there after sign-up, one call later, and can be read again', async () => {
    const customer = await signUp(api.url);
    const transaction = aTransaction({ amount: 12_999 });
    const answer = await customer.post('/v1/evaluations', transaction);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      transactionId: transaction['transactionId'],
      decision: 'allow',
      mode: 'live',
    });
    const again = await customer.get(`/v1/evaluations/${answer.body.id}`);
    expect(again.body).toEqual(answer.body);
  });
});
