import { readSettings } from '@libs/config/settings';
import { stillRunning } from '@libs/http/idempotency.problems';
import { parseId } from '@libs/ids/typeid';
import { EVALUATION_EXAMPLE, TRANSACTION_EXAMPLE } from '../../src/evaluation/dto/evaluation.example';
import { EXPORT_ID_EXAMPLE } from '../../src/privacy/exports/export.example';
import { signRequest } from '@libs/request-signature/sign-request';
import { anAgent, askerOf, createKey } from '../auth/key-steps';
import { anOpenReview } from '../evaluation/told';
import { exchange } from '../http/raw-exchange';
import { plantExport } from '../privacy/planted-export';
import { call, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { inMonth } from '../support/months';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { operationOf, operationsOf, published } from './published';
import type { Published } from './published';

const EVALUATIONS = '/v1/evaluations';
const JSON_HEADERS = { 'Content-Type': 'application/json' };
const SIGNUPS_AN_HOUR = 12;

/** Made elsewhere: by a lock that is held for seconds, by an erasure, and by a database that is away. */
const NOT_MADE_HERE = ['erased', 'idempotency_in_progress', 'unavailable'];

describe('the examples of problems', () => {
  let api: TestApi;
  let document: Published;
  let customer: Customer;
  const made: string[] = [];
  beforeAll(async () => {
    api = await startTestApi({
      signupLimitPerHour: SIGNUPS_AN_HOUR,
      requestLimits: readSettings({ TENANT_LIMITS_PER_SECOND: 'free:1' }).requestLimits,
    });
    document = published(api);
    customer = await signUp(api.url);
  });
  afterAll(() => api.stop());

  /** The answer is the documented one, to the letter, and has the headers that are documented with it. */
  function expectExample(
    operationId: string,
    code: string,
    answer: Pick<Answer, 'status' | 'headers' | 'body'>,
  ): void {
    const described = operationOf(document, operationId).responses[String(answer.status)];
    const example = described?.content?.['application/problem+json']?.examples?.[code]?.value;
    expect({ ...answer.body, traceId: '' }).toEqual({ ...(example as object), traceId: '' });
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    const missing = Object.keys(described?.headers ?? {}).filter(
      // Of the answers with 409 one alone goes away by waiting.
      (name) => !answer.headers.has(name) && !(name === 'Retry-After' && code === 'conflict'),
    );
    expect(missing).toEqual([]);
    made.push(code);
  }

  const posting = (key: string, body: unknown = TRANSACTION_EXAMPLE): Promise<Answer> =>
    customerWith(api.url, key).post(EVALUATIONS, body);

  it.each<[code: string, ask: () => Promise<Answer>]>([
    ['api_key_missing', () => call(api.url, EVALUATIONS, { method: 'POST', body: {} })],
    ['api_key_invalid', () => posting('tf_live_nonsense')],
    ['validation_failed', () => posting(customer.key, { ...TRANSACTION_EXAMPLE, colour: 'red' })],
    ['card_number_not_accepted', () => posting(customer.key, { transactionId: '4242 4242 4242 4242' })],
    ['body_too_large', () => posting(customer.key, { note: 'x'.repeat(65_536) })],
    ['invalid_json', () => send({ ...authorised(), ...JSON_HEADERS }, '')],
    ['unsupported_media_type', () => send({ ...authorised(), 'Content-Type': 'text/plain' }, 'hello')],
  ])('%s is what a call that deserves it gets', async (code, ask) => {
    expectExample('evaluateTransaction', code, await ask());
  });

  it.each([
    ['api_key_expired', `update api_keys set expires_at = now() - interval '1 second' where tenant_id = $1`],
    ['api_key_revoked', 'update api_keys set revoked_at = now() where tenant_id = $1'],
    ['tenant_suspended', 'update tenants set suspended_at = now() where tenant_id = $1'],
    ['ip_not_allowed', `update api_keys set allowed_ips = '{203.0.113.0/24}' where tenant_id = $1`],
    ['scope_missing', `update api_keys set scopes = '{tenant:read}' where tenant_id = $1`],
  ])('%s is what a key gets of which that is true', async (code, sql) => {
    const other = await signUp(api.url);
    await api.database.query(sql, [parseId('tenant', other.tenantId)]);
    expectExample('evaluateTransaction', code, await posting(other.key));
  });

  it('quota_exceeded is what a tenant gets whose plan has none left', async () => {
    const other = await signUp(api.url);
    const tenantId = parseId('tenant', other.tenantId);
    await api.database.query(`update tenants set plan = 'free' where tenant_id = $1`, [tenantId]);
    const used = `insert into usage_months values ($1, $2, 'evaluation', 'free', 1000)`;
    await api.database.query(used, [tenantId, inMonth(0, '01')]);
    const { body, ...answer } = await posting(other.key);
    // The example was made in November 2026.
    const detail = (body.detail as string).replace(inMonth(1, '01'), '2026-12-01');
    expectExample('evaluateTransaction', 'quota_exceeded', { ...answer, body: { ...body, detail } });
  });

  it('agent_signature_required is what a key that is bound to an agent gets', async () => {
    const ask = askerOf(api.url);
    const { secret } = await createKey(ask, customer.key, { agentId: await anAgent(ask, customer.key) });
    expectExample('evaluateTransaction', 'agent_signature_required', await posting(secret));
  });

  it('agent_signature_invalid is what the key of nobody’s agent gets', async () => {
    const headers = signRequest(
      {
        method: 'POST',
        targetUri: 'http://localhost:3000/v1/evaluations',
        body: Buffer.alloc(0),
        apiKey: customer.key,
      },
      { keyId: 'agentkey_01kapm4y6qf0t9d2h1w8zc3v5x', method: 'hmac', key: Buffer.alloc(32) },
      { nonce: 'a-nonce-of-16-bytes', createdAtMs: Date.now() },
    );
    const answer = await send({ ...authorised(), ...headers }, '');
    expectExample('evaluateTransaction', 'agent_signature_invalid', answer);
  });

  it('weak_key is what a published key gets', async () => {
    const publicKey = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    const answer = await customer.post('/v1/agents', { name: 'Buyer', method: 'ed25519', publicKey });
    expectExample('registerAgent', 'weak_key', answer);
  });

  it('bad_request is what a request without a Host gets', async () => {
    const port = Number(new URL(api.url).port);
    const head = `POST ${EVALUATIONS} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    const [answer] = await exchange(port, [head]);
    if (answer === undefined) throw new Error('there was no answer');
    expectExample('evaluateTransaction', 'bad_request', { ...answer, body: JSON.parse(answer.body) });
  });

  it('idempotency_key_reused is what another body under the same key gets', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const first = await customer.post(EVALUATIONS, TRANSACTION_EXAMPLE, key);
    const again = await customer.post(EVALUATIONS, TRANSACTION_EXAMPLE, key);
    expect([first.headers.get('Idempotent-Replayed'), again.headers.get('Idempotent-Replayed')]).toEqual([
      null,
      'true',
    ]);
    const other = await customer.post(EVALUATIONS, { ...TRANSACTION_EXAMPLE, amount: 1 }, key);
    expectExample('evaluateTransaction', 'idempotency_key_reused', other);
  });

  it('policy_invalid is what a rule with a wrong name gets', async () => {
    const rule = { code: 'own', when: 'custmer.id == "c-1"', points: 1, reason: 'Own.', onError: 'skip' };
    const policy = { name: 'Own', thresholds: { review: 30, block: 70 }, builtins: {}, rules: [rule] };
    expectExample('createPolicy', 'policy_invalid', await customer.post('/v1/policies', policy));
  });

  it('unsafe_url is what an endpoint over another scheme gets', async () => {
    const endpoint = { url: 'ftp://shop.example/trustflow', eventTypes: ['key.created'] };
    const answer = await customer.post('/v1/webhook-endpoints', endpoint);
    expectExample('createWebhookEndpoint', 'unsafe_url', answer);
  });

  it('conflict is what the second who settles a review gets', async () => {
    const held = await anOpenReview(customer);
    const settling = (): Promise<Answer> =>
      customer.post(`${EVALUATIONS}/${held.id}/review`, { resolution: 'approved' });
    await settling();
    const { status, headers, body } = await settling();
    const instance = `${EVALUATIONS}/${EVALUATION_EXAMPLE.id}/review`;
    expectExample('settleReview', 'conflict', { status, headers, body: { ...body, instance } });
  });

  it('erased is what who comes too late for an archive gets', async () => {
    const completedAt = new Date(Date.now() - 8 * 86_400_000);
    const id = await plantExport({ database: api.database, customer, completedAt });
    const { status, headers, body } = await customer.get(`/v1/privacy/exports/${id}/download`);
    const instance = `/v1/privacy/exports/${EXPORT_ID_EXAMPLE}/download`;
    expectExample('downloadExport', 'erased', { status, headers, body: { ...body, instance } });
  });

  it('range_not_satisfiable is what a range behind the end gets; its words tell the length', async () => {
    const id = await plantExport({ database: api.database, customer });
    const path = `/v1/privacy/exports/${id}/download`;
    const { status, headers, body } = await customer.get(path, { Range: 'bytes=9999-' });
    expect(body.detail).toBe('The archive has 22 bytes.');
    const detail = 'The archive has 9214733 bytes.';
    const instance = `/v1/privacy/exports/${EXPORT_ID_EXAMPLE}/download`;
    expectExample('downloadExport', 'range_not_satisfiable', {
      status,
      headers,
      body: { ...body, detail, instance },
    });
  });

  it('body_too_large says of a batch how large that may be', async () => {
    const answer = await customer.post(`${EVALUATIONS}/batch`, { items: ['x'.repeat(1024 * 1024)] });
    expectExample('evaluateBatch', 'body_too_large', answer);
  });

  it('not_found is what a look-up of somebody unknown gets; its words name the kind', async () => {
    const answer = await customer.post('/v1/entities/lookup', { kind: 'customer', id: 'nobody' });
    expect(answer.body.detail).toBe('Nothing is known of this customer.');
    expectExample('lookUpEntity', 'not_found', {
      ...answer,
      body: { ...answer.body, detail: 'There is no such thing.' },
    });
  });

  it('idempotency_in_progress has the words of the service', () => {
    const example = operationOf(document, 'evaluateTransaction').responses['409']?.content?.[
      'application/problem+json'
    ]?.examples?.['idempotency_in_progress']?.value;
    expect(example).toMatchObject({ detail: stillRunning().detail });
  });

  it('not_found is what an id that is nobody’s gets; its words name the thing', async () => {
    const answer = await customer.get(`${EVALUATIONS}/${EVALUATION_EXAMPLE.id}`);
    expect(answer.body.detail).toBe('There is no such evaluation.');
    expectExample('getEvaluation', 'not_found', {
      ...answer,
      body: { ...answer.body, detail: 'There is no such thing.' },
    });
  });

  it('validation_failed points into the query where there is no body', async () => {
    expectExample('listEvaluations', 'validation_failed', await customer.get(`${EVALUATIONS}?colour=red`));
  });

  it('rate_limited is what one request too many gets', async () => {
    setClock(api.app, Date.now());
    const other = await signUp(api.url);
    await api.database.query(`update tenants set plan = 'free' where tenant_id = $1`, [
      parseId('tenant', other.tenantId),
    ]);
    await posting(other.key);
    expectExample('evaluateTransaction', 'rate_limited', await posting(other.key));
  });

  it('rate_limited is what one sign-up too many gets', async () => {
    const signup = { organization: 'Acme Shop', email: 'ops@acme.example' };
    const answers: Answer[] = [];
    for (let i = 0; i <= SIGNUPS_AN_HOUR; i += 1) {
      answers.push(await call(api.url, '/v1/signup', { method: 'POST', body: signup }));
    }
    const refused = answers.at(-1);
    if (refused === undefined) throw new Error('there was no answer');
    expectExample('signUp', 'rate_limited', refused);
  });

  it('internal_error is what a fault of ours gets', async () => {
    await api.database.query('alter table transaction_keys rename to lost_keys');
    expectExample('evaluateTransaction', 'internal_error', await posting(customer.key));
  });

  it('are all held against the service here, but for those that are made elsewhere', () => {
    const documented = operationsOf(document).flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}),
      ),
    );
    expect([...new Set(documented)].sort()).toEqual([...new Set([...made, ...NOT_MADE_HERE])].sort());
  });

  function authorised(): Record<string, string> {
    return { Authorization: `Bearer ${customer.key}` };
  }

  async function send(headers: Record<string, string>, body: string): Promise<Answer> {
    const response = await fetch(api.url + EVALUATIONS, { method: 'POST', headers, body });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
});
