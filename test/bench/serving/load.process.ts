import { createPrivateKey, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { signRequest } from '@libs/request-signature/sign-request';
import type { Signer } from '@libs/request-signature/sign-request';
import { answerParent } from './answer-parent';
import type { PostRequest } from './kept-connection';
import type { Pace } from './latencies';
import { putUnderLoad } from './load';
import type { Load } from './load';
import { TransactionPool } from './transaction-pool';

export interface TransactionLoad extends Load {
  readonly path: string;
  /** API keys, one of each tenant: requests take turns. */
  readonly keys: readonly string[];
  /** So many transactions in one request. */
  readonly batch?: number;
  /** Of every transaction; not given, they are spread over thousands. */
  readonly customerId?: string;
  /** Who signs each request; not given, nobody does. */
  readonly agent?: LoadAgent;
}

/** An agent that signs, and the URL that it signs. */
export interface LoadAgent {
  readonly keyId: string;
  readonly method: 'ed25519' | 'jws' | 'hmac';
  /** A private key as PEM, or a secret in base64url. */
  readonly secret: string;
  readonly publicUrl: string;
}

const pool = new TransactionPool(1);
let sent = 0;
const privateKeys = new Map<string, KeyObject>();

answerParent({
  load: (load: TransactionLoad): Promise<Pace> => putUnderLoad(load, () => nextRequest(load)),
});

function nextRequest(load: TransactionLoad): PostRequest {
  sent += 1;
  const { path, keys, batch } = load;
  const key = keys[sent % keys.length] ?? '';
  const content =
    batch === undefined
      ? nextTransaction(load)
      : { items: Array.from({ length: batch }, () => nextTransaction(load)) };
  const body = JSON.stringify(content);
  return { path, key, body, ...(load.agent && { headers: signed(load.agent, { path, key, body }) }) };
}

function signed(agent: LoadAgent, { path, key, body }: PostRequest): Readonly<Record<string, string>> {
  const request = { method: 'POST', targetUri: agent.publicUrl + path, body: Buffer.from(body), apiKey: key };
  return signRequest(request, signerOf(agent), { nonce: randomUUID(), createdAtMs: Date.now() });
}

function signerOf({ keyId, method, secret }: LoadAgent): Signer {
  if (method === 'hmac') return { keyId, method, key: Buffer.from(secret, 'base64url') };
  const key = privateKeys.get(secret) ?? createPrivateKey(secret);
  privateKeys.set(secret, key);
  return { keyId, method, key };
}

function nextTransaction({ customerId }: TransactionLoad): object {
  const transaction = pool.next();
  return customerId === undefined ? transaction : { ...transaction, customer: { id: customerId } };
}
