import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aTransaction, call, signUp } from '../../support/customer';
import type { Answer, Customer } from '../../support/customer';
import { startTestApi } from '../../support/test-api';
import type { TestApi } from '../../support/test-api';
import { PUBLIC_URL } from './signing-agent';

const EXAMPLES = join(__dirname, '../../../docs/agents/examples');
const PATH = '/v1/evaluations';
const isThere = (tool: string): boolean => spawnSync(tool, ['version']).error === undefined;

let api: TestApi;
let customer: Customer;
let folder: string;

beforeAll(async () => {
  api = await startTestApi();
  customer = await signUp(api.url);
  folder = mkdtempSync(join(tmpdir(), 'trustflow-examples-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});

/** What a reader of the documentation does: runs the example, and sends what it prints. */
async function signedBy(
  command: readonly [tool: string, file: string],
  settings: Record<string, string>,
): Promise<Answer> {
  const [tool, file] = command;
  const body = aTransaction();
  const bodyFile = join(folder, 'body.json');
  writeFileSync(bodyFile, JSON.stringify(body));
  const output = execFileSync(tool, [join(EXAMPLES, file), 'POST', PUBLIC_URL + PATH, bodyFile], {
    env: { ...process.env, API_KEY: customer.key, ...settings },
    encoding: 'utf8',
  });
  const headers = Object.fromEntries(
    output
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return call(api.url, PATH, {
    method: 'POST',
    body,
    headers: { Authorization: `Bearer ${customer.key}`, ...headers },
  });
}

async function anEd25519Agent(method: 'ed25519' | 'jws' = 'ed25519'): Promise<Record<string, string>> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' });
  const { body } = await customer.post('/v1/agents', { name: 'Buyer', method, publicKey: pem });
  const file = join(folder, 'agent.pem');
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { KEY_ID: body.keys[0].id as string, PRIVATE_KEY: file };
}

describe('the example for Node', () => {
  it('signs with a PEM file', async () => {
    const { status, body } = await signedBy([process.execPath, 'sign.mjs'], await anEd25519Agent());
    expect([status, body.agent?.status]).toEqual([201, 'verified']);
  });

  it('signs with a JWS', async () => {
    const settings = await anEd25519Agent('jws');
    const { status, body } = await signedBy([process.execPath, 'sign-jws.mjs'], settings);
    expect([status, body.agent?.method]).toEqual([201, 'jws']);
  });
});

(isThere('openssl') ? describe : describe.skip)('the example for a shell', () => {
  it('signs with openssl alone', async () => {
    const { status, body } = await signedBy(['sh', 'sign.sh'], await anEd25519Agent());
    expect([status, body.agent?.status]).toEqual([201, 'verified']);
  });
});

(isThere('python3') ? describe : describe.skip)('the example for Python', () => {
  it('signs with an HMAC', async () => {
    const { body: agent } = await customer.post('/v1/agents', { name: 'Buyer', method: 'hmac' });
    const settings = { KEY_ID: agent.keys[0].id as string, SECRET: agent.secret as string };
    const { status, body } = await signedBy(['python3', 'sign.py'], settings);
    expect([status, body.agent?.assurance]).toEqual([201, 'medium']);
  });
});
