import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { signRequest } from '@libs/request-signature/sign-request';
import type { Signer, SigningTerms } from '@libs/request-signature/sign-request';
import { call } from '../../support/customer';
import type { Answer, Customer } from '../../support/customer';

/** Where the API under test says that it is: signatures are of this, wherever it really listens. */
export const PUBLIC_URL = 'http://localhost:3000';

export type Method = 'ed25519' | 'jws' | 'hmac';

/** An agent as its own program has it: registered, with its key. */
export interface SigningAgent {
  readonly id: string;
  readonly keyId: string;
  readonly signer: Signer;
}

export interface ToSign {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly apiKey: string;
}

/** Registers one with a key of its own making. */
export async function registerAgent(
  customer: Pick<Customer, 'post'>,
  method: Method = 'ed25519',
  over: Record<string, unknown> = {},
): Promise<SigningAgent> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = method === 'hmac' ? {} : { publicKey: publicKey.export({ format: 'jwk' }) };
  const { status, body } = await customer.post('/v1/agents', { name: 'Buyer', method, ...jwk, ...over });
  if (status !== 201) throw new Error(`an agent was not registered: ${status} ${JSON.stringify(body)}`);
  const { id, keys, secret = '' } = body as { id: string; keys: [{ id: string }]; secret?: string };
  const [{ id: keyId }] = keys;
  const own = method === 'hmac' ? Buffer.from(secret.replace('tfas_', ''), 'base64url') : privateKey;
  return { id, keyId, signer: signerOf(keyId, method, own) };
}

function signerOf(keyId: string, method: Method, key: KeyObject | Buffer): Signer {
  if (method === 'hmac') return { keyId, method, key: key as Buffer };
  return { keyId, method, key: key as KeyObject };
}

/** The headers that sign a request, its Authorization among them. */
export function signed(
  agent: SigningAgent,
  { method, path, body, apiKey }: ToSign,
  over: Partial<SigningTerms> = {},
): Record<string, string> {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  return {
    Authorization: `Bearer ${apiKey}`,
    ...signRequest({ method, targetUri: PUBLIC_URL + path, body: bytes, apiKey }, agent.signer, {
      nonce: randomUUID(),
      createdAtMs: Date.now(),
      ...over,
    }),
  };
}

/** Sends a request that the agent signs. */
export function send(
  url: string,
  agent: SigningAgent,
  { method, path, body, apiKey }: ToSign,
  over?: Partial<SigningTerms>,
): Promise<Answer> {
  return call(url, path, { method, body, headers: signed(agent, { method, path, body, apiKey }, over) });
}
