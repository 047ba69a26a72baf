import { randomUUID } from 'node:crypto';

/** What came back, with the body parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an assertion looks at it
  readonly body: any;
}

/** A tenant with a key, as a customer's program has it. */
export interface Customer {
  readonly key: string;
  readonly sandboxKey: string;
  readonly tenantId: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** What may be no JSON, as JSON. */
  postBytes(path: string, bytes: Buffer): Promise<Answer>;
}

export async function signUp(
  url: string,
  over: { organization?: string; email?: string } = {},
): Promise<Customer> {
  const body = { organization: 'Acme Shop', email: 'ops@acme.example', ...over };
  const answer = await call(url, '/v1/signup', { method: 'POST', body });
  if (answer.status !== 201) throw new Error(`sign-up answered ${answer.status}`);
  const { tenant, apiKey, sandbox } = answer.body;
  return { ...customerWith(url, apiKey.secret), sandboxKey: sandbox.apiKey.secret, tenantId: tenant.id };
}

export function customerWith(url: string, key: string): Pick<Customer, 'key' | 'get' | 'post' | 'postBytes'> {
  const authorization = { Authorization: `Bearer ${key}` };
  return {
    key,
    get: (path, headers = {}) => call(url, path, { headers: { ...authorization, ...headers } }),
    post: (path, body, headers = {}) =>
      call(url, path, { method: 'POST', body, headers: { ...authorization, ...headers } }),
    postBytes: async (path, bytes) =>
      toAnswer(
        await fetch(url + path, {
          method: 'POST',
          headers: { ...authorization, 'Content-Type': 'application/json' },
          body: bytes,
        }),
      ),
  };
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export async function call(url: string, path: string, { method, headers, body }: Call = {}): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, {
    method: method ?? 'GET',
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...sent,
  });
  return toAnswer(response);
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('Content-Type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** An ordinary payment; each call another transaction of another customer unless told otherwise. */
export function aTransaction(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    transactionId: `order-${randomUUID()}`,
    amount: 2_500,
    currency: 'EUR',
    customer: { id: `c-${randomUUID()}` },
    ...over,
  };
}
