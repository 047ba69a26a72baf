import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVALUATION_EXAMPLE } from '../../src/evaluation/dto/evaluation.example';
import { isApiKeySecret } from '../../src/auth/api-key-secret';
import type { EvaluationResponse } from '../../src/evaluation/dto/evaluation.response';
import { askerOf } from '../auth/key-steps';
import type { FakeStripe } from '../billing/fake-stripe/fake-stripe';
import { payFor } from '../billing/billing-steps';
import { startPayingApi } from '../billing/paying-api';
import type { PayingApi } from '../billing/paying-api';
import { parseId } from '@libs/ids/typeid';
import { call, customerWith, signUp as signUpAnother } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import type { TestApi } from '../support/test-api';
import { expectKeptFile } from '../architecture/kept-file';
import { plantEndpoint } from '../webhooks/planted';
import { operationOf, operationsOf, published } from './published';
import type { Media, Published } from './published';

jest.setTimeout(30_000);

const ROOT = join(__dirname, '../..');
/** The days of November on which the customer of the example bought for 34.20 EUR before. */
const EARLIER_DAYS = ['03', '07', '11', '15', '19'];
/** Changes with the default policy, and is written by `UPDATE_SNAPSHOTS=1`; then run again. */
const KEPT_ANSWER = 'src/evaluation/dto/evaluation.example.json';
const NEW_EACH_TIME = ['id', 'traceId', 'leafHash', 'salt', 'secret', 'createdAt', 'durationMs'].concat(
  ...['requestedAt', 'executeAfter'],
  ...['publicKey', 'updatedAt', 'expiresAt', 'rotateBy'],
  ...['endpointId', 'since', 'until'],
  // The running month.
  ...['from', 'to'],
  // Windows run back from now, whenever that is.
  ...['last1h', 'last24h', 'last7d', 'last30d'],
);

describe('the OpenAPI document', () => {
  let api: TestApi;
  let paying: PayingApi;
  let stripe: FakeStripe;
  let document: Published;
  let answers: Record<string, Answer>;
  beforeAll(async () => {
    paying = await startPayingApi({ trustProxy: 1, defaultPlan: 'unlimited' });
    ({ api, stripe } = paying);
    document = published(api);
    answers = await askAll();
  });
  afterAll(() => paying.stop());

  it('is OpenAPI 3.1, and what /openapi.json serves', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect((await call(api.url, '/openapi.json')).body).toEqual(document);
  });

  it('has for every call a name of its own, a tag that is described, and an answer that says what it is', () => {
    const operations = operationsOf(document);
    const names = operations.map(({ operationId }) => operationId);
    const described = document.tags
      .filter(({ description }) => description.length > 10)
      .map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(described.sort()).toEqual([...new Set(operations.flatMap(({ tags }) => tags))].sort());
    const answersWithoutWords = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { description }]) =>
        description === undefined || description === '' ? [`${operationId} ${status}`] : [],
      ),
    );
    expect(answersWithoutWords).toEqual([]);
  });

  it('shows an example of every body that comes in or goes out', () => {
    const without = operationsOf(document).flatMap(({ operationId, requestBody, responses }) =>
      Object.entries({ request: requestBody, ...responses }).flatMap(([what, body]) =>
        jsonOf(body?.content).every(hasExample) ? [] : [`${operationId} ${what}`],
      ),
    );
    expect(without).toEqual([]);
  });

  it('names Trace-Id on every answer', () => {
    const without = operationsOf(document).flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { headers }]) =>
        headers !== undefined && 'Trace-Id' in headers ? [] : [`${operationId} ${status}`],
      ),
    );
    expect(without).toEqual([]);
  });

  it('says of every enum that it is open, but for decision', () => {
    const enums = Object.entries(document.components.schemas)
      .filter(([name]) => !name.endsWith('Dto'))
      .flatMap(([name, { properties = {} }]) =>
        Object.entries(properties).flatMap(([field, { enum: values, description = '' }]) =>
          values === undefined ? [] : [`${name}.${field}: ${description.includes('More values may come.')}`],
        ),
      );
    const closed = enums.filter((line) => line.endsWith(': false'));
    expect(closed).toContain('EvaluationResponse.decision: false');
    expect(closed.filter((line) => !line.endsWith('.decision: false'))).toEqual([]);
    expect(enums).toContain('EvaluationResponse.mode: true');
  });

  it('shows what the service really answers, to each example of a request', () => {
    const asking = operationsOf(document).filter(
      ({ requestBody, responses }) => requestBody !== undefined && responses['204'] === undefined,
    );
    expect(Object.keys(answers)).toEqual(
      expect.arrayContaining(asking.map(({ operationId }) => operationId)),
    );
    expectKeptFile(
      KEPT_ANSWER,
      `${JSON.stringify(refreshed(answers['evaluateTransaction']?.body), null, 2)}\n`,
    );
    for (const [operationId, { status, body }] of Object.entries(answers)) {
      const media = operationOf(document, operationId).responses[String(status)]?.content?.[
        'application/json'
      ];
      expect({ operationId, body: formOf(body) }).toEqual({ operationId, body: formOf(media?.example) });
    }
  });

  it('has an evaluation as its example whose points add up to its score', () => {
    const { score, factors, decision, thresholds } = mediaOf(document, 'evaluateTransaction', 201)
      .example as EvaluationResponse;
    expect(factors.reduce((sum, { points }) => sum + points, 0)).toBe(score);
    expect([score >= thresholds.review, score < thresholds.block, decision]).toEqual([true, true, 'review']);
  });

  it('shows keys of which the checksum is right, so that a client may try its own check on them', () => {
    const { example } = operationOf(document, 'signUp').responses['201']?.content?.['application/json'] ?? {};
    const secrets = [...JSON.stringify(example).matchAll(/tf_(?:live|test)_\w+/g)].map(([secret]) => secret);
    expect(secrets.map((secret) => [secret.slice(0, 8), isApiKeySecret(secret)])).toEqual([
      ['tf_live_', true],
      ['tf_test_', true],
    ]);
  });

  it('passes the linter, which holds every example, and every real answer, against its schema', () => {
    expect(lint(document)).toEqual([]);
    const withAnswers = structuredClone(document);
    for (const [operationId, { status, body }] of Object.entries(answers)) {
      mediaOf(withAnswers, operationId, status).example = body;
    }
    expect(lint(withAnswers)).toEqual([]);
  });

  it('would not pass it with an answer that does not fit', () => {
    const { body, status } = answers['evaluateTransaction'] ?? { status: 0, body: {} };
    const wrong = structuredClone(document);
    mediaOf(wrong, 'evaluateTransaction', status).example = { ...body, score: 101, decision: 'maybe' };
    expect(lint(wrong)).toEqual(['no-invalid-media-type-examples', 'no-invalid-media-type-examples']);
  });

  /** After what shows an evaluation of which nothing was told yet. */
  async function tellAll(post: Customer['post'], id: string): Promise<Record<string, Answer>> {
    const settleReview = await post(`/v1/evaluations/${id}/review`, example('settleReview'));
    const reportOutcome = await post(`/v1/evaluations/${id}/outcome`, example('reportOutcome'));
    return {
      settleReview,
      reportOutcome,
      reportOutcomes: await post('/v1/outcomes/batch', example('reportOutcomes')),
    };
  }

  async function tryPolicy(post: Customer['post']): Promise<Record<string, Answer>> {
    const createPolicy = await post('/v1/policies', example('createPolicy'));
    const path = `/v1/policies/${createPolicy.body.id}/backtest`;
    return { createPolicy, startBacktest: await post(path, example('startBacktest')) };
  }

  async function manageEndpoints(key: string): Promise<Record<string, Answer>> {
    const ask = askerOf(api.url);
    const create = example('createWebhookEndpoint');
    const createWebhookEndpoint = await ask(key, 'POST /v1/webhook-endpoints', create);
    const path = `/v1/webhook-endpoints/${createWebhookEndpoint.body.id}`;
    const updateWebhookEndpoint = await ask(key, `PATCH ${path}`, example('updateWebhookEndpoint'));
    const getWebhookEndpoint = await ask(key, `GET ${path}`);
    const listWebhookEndpoints = await ask(key, 'GET /v1/webhook-endpoints');
    const rotate = example('rotateWebhookSecret');
    const rotateWebhookSecret = await ask(key, `POST ${path}/rotate-secret`, rotate);
    return {
      ...{ createWebhookEndpoint, updateWebhookEndpoint, getWebhookEndpoint, listWebhookEndpoints },
      rotateWebhookSecret,
    };
  }

  async function manageAgents(key: string): Promise<Record<string, Answer>> {
    const ask = askerOf(api.url);
    const registerAgent = await ask(key, 'POST /v1/agents', example('registerAgent'));
    const path = `/v1/agents/${registerAgent.body.id}`;
    const updateAgent = await ask(key, `PATCH ${path}`, example('updateAgent'));
    const getAgent = await ask(key, `GET ${path}`);
    const listAgents = await ask(key, 'GET /v1/agents');
    const addAgentKey = await ask(key, `POST ${path}/keys`, example('addAgentKey'));
    return { registerAgent, updateAgent, getAgent, listAgents, addAgentKey };
  }

  async function recover(post: Customer['post'], tenantId: string): Promise<Record<string, Answer>> {
    const endpointId = await plantEndpoint({ database: api.database, customer: { tenantId } });
    // The example is of a day that is over.
    const since = new Date(Date.now() - 60_000).toISOString();
    return { startRecovery: await post(`/v1/webhook-endpoints/${endpointId}/recover`, { since }) };
  }

  async function pay(): Promise<Record<string, Answer>> {
    const payer = await signUpAnother(api.url);
    const free = `update tenants set plan = 'free' where tenant_id = $1`;
    await api.database.query(free, [parseId('tenant', payer.tenantId)]);
    const startCheckout = onStripe(await payer.post('/v1/billing/checkout', example('startCheckout')));
    await payFor(api, stripe, payer, 'growth');
    const openPortal = onStripe(await payer.post('/v1/billing/portal', undefined));
    const changePlan = await payer.post('/v1/billing/plan', example('changePlan'));
    return { startCheckout, openPortal, changePlan };
  }

  /** As if the page were on Stripe's own server. */
  function onStripe(answer: Answer): Answer {
    const { url } = answer.body as { url: string };
    if (!url.startsWith(`${stripe.url}/`)) throw new Error(`${url} is not Stripe's`);
    return { ...answer, body: { url: 'https://checkout.stripe.com/c/pay/cs_test_a1b2c3' } };
  }

  /** From inside the addresses of the example: from then on none but those will do. */
  async function manageTenant(key: string): Promise<Record<string, Answer>> {
    const ask = askerOf(api.url);
    const createApiKey = await ask(key, 'POST /v1/api-keys', example('createApiKey'));
    const path = `/v1/api-keys/${createApiKey.body.id}`;
    const getApiKey = await ask(key, `GET ${path}`);
    const rotateApiKey = await ask(key, `POST ${path}/rotate`, example('rotateApiKey'));
    const from = { 'X-Forwarded-For': '203.0.113.9' };
    const updateTenant = await ask(key, 'PATCH /v1/tenant', example('updateTenant'), from);
    const getTenant = await ask(key, 'GET /v1/tenant', undefined, from);
    return { createApiKey, getApiKey, rotateApiKey, updateTenant, getTenant };
  }

  function example(operationId: string): Record<string, unknown> {
    return operationOf(document, operationId).requestBody?.content?.['application/json']?.example as Record<
      string,
      unknown
    >;
  }

  async function askAll(): Promise<Record<string, Answer>> {
    const signUp = await call(api.url, '/v1/signup', { method: 'POST', body: example('signUp') });
    const { get, post } = customerWith(api.url, signUp.body.apiKey.secret);
    const transaction = example('evaluateTransaction');
    for (const day of EARLIER_DAYS) {
      const earlier = {
        transactionId: `order-9${day}`,
        amount: 3_420,
        occurredAt: `2026-11-${day}T10:00:00.000Z`,
        device: { id: 'd-0', ip: '203.0.113.4' },
      };
      await post('/v1/evaluations', { ...transaction, ...earlier });
    }
    const evaluateTransaction = await post('/v1/evaluations', transaction);
    return {
      signUp,
      evaluateTransaction,
      getEvaluation: await get(`/v1/evaluations/${evaluateTransaction.body.id}`),
      listEvaluations: await get(`/v1/evaluations?traceId=${evaluateTransaction.body.traceId}`),
      searchEvaluations: await post('/v1/evaluations/search', example('searchEvaluations')),
      evaluateBatch: await post('/v1/evaluations/batch', example('evaluateBatch')),
      lookUpEntity: await post('/v1/entities/lookup', example('lookUpEntity')),
      ...(await tellAll(post, evaluateTransaction.body.id as string)),
      createList: await post('/v1/lists', example('createList')),
      putEntry: await post('/v1/lists/trusted/entries', example('putEntry')),
      ...(await tryPolicy(post)),
      validatePolicy: await post('/v1/policies/validate', example('validatePolicy')),
      replayEvaluation: await post(`/v1/evaluations/${evaluateTransaction.body.id}/replay`, undefined),
      // Behind all that shows the evaluation.
      requestErasure: await post('/v1/privacy/erasures', example('requestErasure')),
      ...(await manageAgents(signUp.body.apiKey.secret as string)),
      ...(await manageEndpoints(signUp.body.apiKey.secret as string)),
      ...(await recover(post, signUp.body.tenant.id as string)),
      ...(await manageTenant(signUp.body.apiKey.secret as string)),
      ...(await pay()),
      getLiveness: await get('/health/live'),
      getReadiness: await get('/health/ready'),
    };
  }
});

function hasExample({ example, examples }: Media): boolean {
  return (example !== undefined && example !== null) || Object.keys(examples ?? {}).length > 0;
}

/** An archive has no example that anybody could read. */
function jsonOf(content: Readonly<Record<string, Media>> = {}): Media[] {
  return Object.entries(content).flatMap(([type, media]) => (type.includes('json') ? [media] : []));
}

function mediaOf(document: Published, operationId: string, status: number): Media {
  const media = operationOf(document, operationId).responses[String(status)]?.content?.['application/json'];
  if (media === undefined) throw new Error(`${operationId} does not say that it answers ${status}`);
  return media;
}

/** What is new each time is told by its kind alone: an id by its prefix. */
function formOf(value: unknown, name = ''): unknown {
  // Its end is random, and may hold anything.
  if (name === 'statusUrl') return typeof value;
  if (NEW_EACH_TIME.includes(name))
    return typeof value === 'string' ? value.replace(/_?[^_]*$/, '') : typeof value;
  if (Array.isArray(value)) return value.map((item: unknown) => formOf(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, formOf(held, key)]));
}

/** The answer with what is new each time as the kept one has it. */
function refreshed(answer: unknown, kept: unknown = EVALUATION_EXAMPLE, name = ''): unknown {
  if (NEW_EACH_TIME.includes(name)) return kept;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const fields = Object.entries(answer).map(([key, held]): [string, unknown] => [
    key,
    refreshed(held, (kept as Record<string, unknown>)[key], key),
  ]);
  return Object.fromEntries(fields);
}

/** The rules that the document breaks. */
function lint(document: Published): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'trustflow-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    const { stdout, stderr } = spawnSync(
      join(ROOT, 'node_modules/.bin/redocly'),
      ['lint', '--config', join(ROOT, 'redocly.yaml'), '--format', 'json', file],
      { encoding: 'utf8', timeout: 30_000, maxBuffer: 16 * 1024 * 1024 },
    );
    if (!stdout.includes('{')) throw new Error(`redocly said: ${stdout}${stderr}`);
    const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { problems: { ruleId: string }[] };
    return problems.map(({ ruleId }) => ruleId);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
