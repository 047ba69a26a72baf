import type { ListenSource } from './listen-options';

const TIMEOUT_MS = 10_000;

type OwnEndpoint = Extract<ListenSource, { kind: 'own-endpoint' }>;

export interface MadeEndpoint {
  readonly id: string;
  readonly secret: string;
}

/** The message is for the person at the terminal. */
export class EndpointError extends Error {}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Makes an endpoint that leads to `port` of this machine. Throws an EndpointError that says what to do. */
export async function makeEndpoint(source: OwnEndpoint, port: number): Promise<MadeEndpoint> {
  const { status, body } = await call(source, 'POST', 'webhook-endpoints', {
    url: `http://127.0.0.1:${port}/`,
    eventTypes: source.events,
    description: 'npm run listen',
  });
  const { id, secret } = body;
  if (status === 201 && typeof id === 'string' && typeof secret === 'string') return { id, secret };
  throw new EndpointError(refusal(body, status));
}

/** Throws an EndpointError if it is still there. */
export async function deleteEndpoint(source: OwnEndpoint, id: string): Promise<void> {
  const { status, body } = await call(source, 'DELETE', `webhook-endpoints/${id}`);
  if (status !== 204 && status !== 404) {
    throw new EndpointError(`The endpoint ${id} could not be deleted: ${refusal(body, status)}`);
  }
}

function refusal({ code, detail }: Answer['body'], status: number): string {
  if (code === 'unsafe_url') {
    return 'The server sends to public addresses only: start it with WEBHOOK_ALLOW_TARGETS=127.0.0.0/8.';
  }
  return typeof detail === 'string' ? `${String(code)}: ${detail}` : `The server answered ${status}.`;
}

async function call({ url, key }: OwnEndpoint, method: string, path: string, body?: object): Promise<Answer> {
  try {
    const response = await fetch(new URL(`/v1/${path}`, url), {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  } catch {
    throw new EndpointError(`No TrustFlow answers at ${url.origin}.`);
  }
}
