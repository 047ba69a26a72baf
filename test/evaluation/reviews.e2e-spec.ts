import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from './books';
import { evaluate } from './evaluated';
import type { ShownEvaluation } from './evaluated';
import { anOpenReview } from './told';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const settle = ({ id }: { id: string }, body: object): Promise<Answer> =>
  customer.post(`/v1/evaluations/${id}/review`, body);
const openReviews = async (): Promise<ShownEvaluation[]> =>
  (await customer.get('/v1/evaluations?decision=review&open=true')).body.data as ShownEvaluation[];

describe('a review', () => {
  it('is settled by a person, shown with its evaluation, and leaves the queue', async () => {
    const held = await anOpenReview(customer);
    const other = await anOpenReview(customer);
    await expect(openReviews()).resolves.toEqual([other, held]);
    const { status, body } = await settle(held, { resolution: 'approved', note: 'Called back' });
    expect([status, body]).toEqual([
      201,
      { resolution: 'approved', note: 'Called back', createdAt: expect.any(String) },
    ]);
    await expect(openReviews()).resolves.toEqual([other]);
    const shown = { ...held, review: body };
    expect((await customer.get(`/v1/evaluations/${held.id}`)).body).toEqual(shown);
    expect((await customer.get('/v1/evaluations?decision=review')).body.data).toEqual([other, shown]);
  });

  it('is settled once, also by the same answer', async () => {
    const held = await anOpenReview(customer);
    const { body: first } = await settle(held, { resolution: 'rejected' });
    expect(first.note).toBeNull();
    for (const resolution of ['approved', 'rejected']) {
      const { status, body } = await settle(held, { resolution });
      expect([status, body.code]).toEqual([409, 'conflict']);
    }
    expect((await customer.get(`/v1/evaluations/${held.id}`)).body.review).toEqual(first);
  });

  it('is settled once though ten people settle it at the same moment', async () => {
    const held = await anOpenReview(customer);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        settle(held, { resolution: n % 2 === 0 ? 'approved' : 'rejected', note: `by ${n}` }),
      ),
    );
    const taken = answers.filter(({ status }) => status === 201);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...new Array<number>(9).fill(409)]);
    expect((await customer.get(`/v1/evaluations/${held.id}`)).body.review).toEqual(taken[0]?.body);
    const [{ entries, events } = {}] = await api.database.query<{ entries: number; events: number }>(
      `select (select count(*)::int from audit_entries where tenant_id = $1 and action = 'review.resolved') as entries,
              (select count(*)::int from events where tenant_id = $1 and type = 'review.resolved') as events`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect([entries, events]).toEqual([1, 1]);
  });

  it('is told in an event that shows the evaluation with it', async () => {
    const held = await anOpenReview(customer);
    await settle(held, { resolution: 'approved' });
    const [event] = await api.database.query<{ data: object }>(
      `select data from events where tenant_id = $1 and type = 'review.resolved'`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(event?.data).toEqual((await customer.get(`/v1/evaluations/${held.id}`)).body);
  });

  it('leaves what the decision said as it was: the receipt still fits', async () => {
    const held = await anOpenReview(customer);
    await settle(held, { resolution: 'approved' });
    const { body } = await customer.get(`/v1/evaluations/${held.id}`);
    expect([body.decision, body.score, body.receipt]).toEqual([held.decision, held.score, held.receipt]);
  });

  it('is not what an allowed transaction asks for', async () => {
    const allowed = await evaluate(customer, aTransaction());
    const { status, body } = await settle(allowed, { resolution: 'approved' });
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect((await customer.get(`/v1/evaluations/${allowed.id}`)).body.review).toBeNull();
  });

  it('of another tenant, or of the own sandbox, is not found, and stays open', async () => {
    const stranger = await signUp(api.url);
    const sandbox = customerWith(api.url, stranger.sandboxKey);
    for (const owner of [stranger, sandbox]) {
      const held = await anOpenReview(owner);
      const { status, body } = await settle(held, { resolution: 'approved' });
      expect([status, body.code]).toEqual([404, 'not_found']);
      expect((await owner.get(`/v1/evaluations/${held.id}`)).body.review).toBeNull();
    }
  });

  it.each([
    ['no resolution', {}, '/resolution'],
    ['another resolution', { resolution: 'maybe' }, '/resolution'],
    ['a null note', { resolution: 'approved', note: null }, '/note'],
    ['a note of 257 characters', { resolution: 'approved', note: 'x'.repeat(257) }, '/note'],
    ['a field of another name', { resolution: 'approved', by: 'me' }, '/by'],
  ])('is not settled with %s', async (_, body, pointer) => {
    const held = await anOpenReview(customer);
    const answer = await settle(held, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toMatchObject([{ in: 'body', pointer }]);
    await expect(openReviews()).resolves.toHaveLength(1);
  });
});
