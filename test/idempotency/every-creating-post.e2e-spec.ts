import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from '../evaluation/books';
import { published } from '../site/published';
import type { Published } from '../site/published';
import { CREATING } from './creating-requests';
import type { CreatingRequest } from './creating-requests';

const AT_ONCE = 20;
const KEY = { 'Idempotency-Key': 'order-1001:!~' };
/** By the forms that secrets of ours have. */
const SECRET = /\b(?:tf_(?:live|test)|whsec|tfas)_[0-9A-Za-z+/=]{8,}/;

let api: TestApi;
let document: Published;
let customer: Customer;
beforeAll(async () => {
  api = await startTestApi();
  document = published(api);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const send = (
  { path, body }: CreatingRequest,
  key: Record<string, string> = KEY,
  by: Pick<Customer, 'post'> = customer,
): Promise<Answer> => by.post(path, body, key);

/** What is shown once is in the first answer alone. */
function repeatable({ body }: Answer): unknown {
  return { ...(body as object), secret: undefined, statusUrl: undefined };
}

const isReplay = ({ headers }: Answer): boolean => headers.get('Idempotent-Replayed') === 'true';

/** Whatever is created or changed is in the trail, once for each. A login, and how an export ends, come into it in their own time. */
async function changes({ tenantId }: Customer = customer): Promise<number> {
  const [row] = await api.database.query<{ count: number }>(
    `select count(*)::int as count from audit_entries where tenant_id = $1 and action <> all('{policy.activated,key.used,export.completed}')`,
    [uuidOfTenant(tenantId)],
  );
  return row?.count ?? 0;
}

/** The names of the POSTs that create one thing: they answer 201, or 202 where it is not done yet. */
function creatingPosts(): string[] {
  return postsThat(({ security, responses }) => {
    const isPublic = security?.length === 0;
    return !isPublic && (responses['201'] !== undefined || responses['202'] !== undefined);
  });
}

interface Post {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly headers?: object } | undefined>>;
}

function postsThat(are: (post: Post) => boolean): string[] {
  return Object.values(document.paths).flatMap((item) => {
    const post = item['post'] as Post | undefined;
    return post !== undefined && are(post) ? [post.operationId] : [];
  });
}

describe('the Idempotency-Key', () => {
  it('is described for each POST that creates one thing, and for no other', () => {
    const described = postsThat(({ parameters = [] }) =>
      parameters.some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key'),
    );
    expect(described).toEqual(creatingPosts());
    const answersSay = postsThat(({ responses }) =>
      Object.values(responses).some((response) => 'Idempotent-Replayed' in (response?.headers ?? {})),
    );
    expect(answersSay).toEqual(creatingPosts());
  });

  it('is tried below with each of them', () => {
    expect(Object.keys(CREATING).sort()).toEqual(creatingPosts().sort());
  });
});

describe.each(Object.entries(CREATING))('%s with an Idempotency-Key', (_, requestsOf) => {
  it('creates one thing however often it is sent, and answers each time as the first time', async () => {
    const { once } = await requestsOf(customer, api.database);
    const before = await changes();
    const first = await send(once);
    expect([[201, 202].includes(first.status), isReplay(first)]).toEqual([true, false]);
    const made = await changes();
    expect(made).toBeGreaterThan(before);
    for (let n = 0; n < 2; n += 1) {
      const again = await send(once);
      expect([again.status, isReplay(again), again.body]).toEqual([first.status, true, repeatable(first)]);
      expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    }
    await expect(changes()).resolves.toBe(made);
  });

  it('refuses another request under the same key, and does nothing', async () => {
    const { once, other } = await requestsOf(customer, api.database);
    const first = await send(once);
    const before = await changes();
    const refused = await send(other);
    expect([refused.status, refused.body.code]).toEqual([422, 'idempotency_key_reused']);
    await expect(changes()).resolves.toBe(before);
    expect((await send(once)).body).toEqual(repeatable(first));
  });

  it('creates one thing where it is sent twenty times at once', async () => {
    const alone = await signUp(api.url);
    const { once: sentAlone } = await requestsOf(alone, api.database);
    const aloneBefore = await changes(alone);
    await send(sentAlone, KEY, alone);
    const ofOne = (await changes(alone)) - aloneBefore;

    const { once } = await requestsOf(customer, api.database);
    const before = await changes();
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send(once)));
    const [first, ...others] = answers.filter((answer) => !isReplay(answer));
    if (first === undefined) throw new Error('every answer is a replay');
    expect(others).toEqual([]);
    expect(answers.map((answer) => ({ status: answer.status, body: repeatable(answer) }))).toEqual(
      answers.map(() => ({ status: first.status, body: repeatable(first) })),
    );
    await expect(changes()).resolves.toBe(before + ofOne);
  });

  it('is another key for another tenant', async () => {
    const stranger = await signUp(api.url);
    const [ours, theirs] = [
      await requestsOf(customer, api.database),
      await requestsOf(stranger, api.database),
    ];
    const first = await send(ours.once);
    const answer = await send(theirs.once, KEY, stranger);
    expect([first.status, answer.status, isReplay(answer)]).toEqual([first.status, first.status, false]);
    expect((await send(ours.once)).body).toEqual(repeatable(first));
  });

  it('keeps no secret', async () => {
    const { once } = await requestsOf(customer, api.database);
    await send(once);
    const kept = await api.database.query<{ answer: string }>(
      'select answer::text from kept_answers where tenant_id = $1',
      [uuidOfTenant(customer.tenantId)],
    );
    expect(kept.filter(({ answer }) => SECRET.test(answer))).toEqual([]);
  });
});
