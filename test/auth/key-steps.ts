import { call } from '../support/customer';
import type { Answer } from '../support/customer';

/** `ask(key, 'POST /v1/api-keys', body)`, at one API. */
export type Ask = (
  key: string,
  request: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export function askerOf(url: string): Ask {
  return (key, request, body, headers = {}) => {
    const [method = '', path = ''] = request.split(' ');
    return call(url, path, { method, body, headers: { Authorization: `Bearer ${key}`, ...headers } });
  };
}

/** Of no agent. */
export const AGENT_ID = 'agent_01kapm4y6qf0t9d2h1w8zc3v5x';

/** Registers an agent that signs with an HMAC. */
export async function anAgent(ask: Ask, key: string): Promise<string> {
  const { status, body } = await ask(key, 'POST /v1/agents', { name: 'Buyer', method: 'hmac' });
  if (status !== 201) throw new Error(`an agent was not registered: ${status}`);
  return body.id as string;
}

/** What an answer comes to: its status, and the code of its problem. */
export function said({ status, body }: Answer): [status: number, code: string | undefined] {
  return [status, body.code as string | undefined];
}

/** Where the faults are that an answer points at. */
export function pointersOf({ body }: Answer): string[] {
  return (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
}

/** `usable`, or the code of why not. Asks for the list of keys. */
export async function stateOf(ask: Ask, secret: string): Promise<string> {
  const { status, body } = await ask(secret, 'GET /v1/api-keys');
  return status === 200 ? 'usable' : (body.code as string);
}

export interface MadeKey {
  readonly id: string;
  readonly secret: string;
}

/** Makes a key and expects that it is made. */
export async function createKey(ask: Ask, key: string, over: Record<string, unknown> = {}): Promise<MadeKey> {
  const { status, body } = await ask(key, 'POST /v1/api-keys', { name: 'Made', scopes: ['*'], ...over });
  if (status !== 201) throw new Error(`a key was not made: ${status} ${JSON.stringify(body)}`);
  return { id: body.id as string, secret: body.secret as string };
}

/** The id of the key that sign-up gave. */
export async function firstKeyId(ask: Ask, key: string): Promise<string> {
  const { body } = await ask(key, 'GET /v1/api-keys?limit=100');
  return (body.data as { id: string; name: string }[]).find(({ name }) => name === 'First key')?.id ?? '';
}
