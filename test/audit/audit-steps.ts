import { setTimeout as sleep } from 'node:timers/promises';
import { readCheckpoint } from '@libs/merkle-log/checkpoint';
import type { Checkpoint } from '@libs/merkle-log/checkpoint';
import { readNote, verifyNote } from '@libs/merkle-log/signed-note';
import type { Answer, Customer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';

const SEALED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** The answer of a GET once it is no 404 and no 409 any more: sealing takes a moment. */
export async function onceSealed(customer: Pick<Customer, 'get'>, path: string): Promise<Answer> {
  const endMs = Date.now() + SEALED_WITHIN_MS;
  while (Date.now() < endMs) {
    const answer = await customer.get(path);
    if (answer.status !== 404 && answer.status !== 409) return answer;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`${path} was not sealed in time`);
}

/** The public keys of the service, as anybody gets them. */
export async function publishedKeys(url: string): Promise<Buffer[]> {
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { x: string }[] };
  return keys.map(({ x }) => Buffer.from(x, 'base64url'));
}

/** What a checkpoint says. Throws where none of the keys has signed it for its origin. */
export function verifiedCheckpoint(note: string, keys: readonly Buffer[]): Checkpoint {
  const checkpoint = readCheckpoint(readNote(note).text);
  if (!keys.some((publicKey) => verifyNote(note, { name: checkpoint.origin, publicKey }))) {
    throw new Error('no key of the service has signed this checkpoint');
  }
  return checkpoint;
}

/** A checkpoint over at least so many leaves. */
export async function checkpointOver(
  customer: Pick<Customer, 'get'>,
  keys: readonly Buffer[],
  size: number,
): Promise<Checkpoint> {
  const endMs = Date.now() + SEALED_WITHIN_MS;
  while (Date.now() < endMs) {
    const { status, body } = await customer.get('/v1/audit/checkpoint');
    const checkpoint = status === 200 ? verifiedCheckpoint(String(body), keys) : undefined;
    if (checkpoint !== undefined && checkpoint.size >= size) return checkpoint;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`no checkpoint over ${size} leaves in time`);
}

export function refusalOf({ status, body }: Answer): [status: number, code: string] {
  return [status, body.code as string];
}

/** What is committed by now is in the trees. */
export async function onceAllSealed(database: Pick<TestDatabase, 'query'>): Promise<void> {
  const endMs = Date.now() + SEALED_WITHIN_MS;
  while (Date.now() < endMs) {
    if ((await database.query('select 1 from audit_unsealed_leaves limit 1')).length === 0) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('the leaves were not sealed in time');
}
