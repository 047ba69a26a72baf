import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateInTurn } from '../evaluation/evaluated';
import { erase } from '../privacy/erasure-steps';
import { exported } from '../privacy/export-steps';
import { aTransaction, call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { onceAllSealed } from './audit-steps';
import { VerifierProcess } from './verifier-process';
import type { VerifierAnswer } from './verifier-process';

jest.setTimeout(30_000);

/** PostgreSQL writes it `::0.10.0.11`. */
const ODD_ADDRESS = '::a:b';

/** What the service serves, before the program that trusts nobody. */
describe('the verifier', () => {
  let api: TestApi;
  let verifier: VerifierProcess;
  let customer: Customer;
  beforeAll(async () => {
    api = await startTestApi({ trustProxy: 1 });
    verifier = new VerifierProcess();
    customer = await signUp(api.url);
    await evaluateInTurn(customer, [
      ...Array.from({ length: 8 }, () => aTransaction()),
      ...Array.from({ length: 4 }, () => aTransaction({ customer: { id: 'c-gone' } })),
    ]);
    await customer.post('/v1/lists', { name: 'trusted' }, { 'X-Forwarded-For': ODD_ADDRESS });
    await erase(customer, { kind: 'customer', id: 'c-gone' });
    await onceAllSealed(api.database);
  });
  afterAll(async () => {
    await verifier.stop();
    await api.stop();
  });

  async function verify(lines: string, evaluations?: string): Promise<VerifierAnswer> {
    const checkpoint = String((await customer.get('/v1/audit/checkpoint')).body);
    const jwks = JSON.stringify((await call(api.url, '/.well-known/jwks.json')).body);
    const [header = ''] = lines.split('\n');
    const { treeSize } = JSON.parse(header) as { treeSize: number };
    const size = checkpoint.split('\n')[1];
    // The checkpoint may be a later one than the export's.
    const { body } = await customer.get(`/v1/audit/consistency?from=${treeSize}&to=${size}`);
    return verifier.verify({
      ...{ lines, checkpoint, jwks, consistency: JSON.stringify(body) },
      ...(evaluations !== undefined && { evaluations }),
    });
  }

  it('is served as it lies in the repository', async () => {
    const { status, body } = await call(api.url, '/verify-audit.mjs');
    expect(status).toBe(200);
    expect(body).toBe(readFileSync(join(__dirname, '../../bin/verify-audit.mjs'), 'utf8'));
  });

  it('finds the trail that is streamed genuine, its erased entries too, and a changed one not', async () => {
    const lines = String((await customer.get('/v1/audit/export')).body);
    expect(lines).toContain(`"network":"${ODD_ADDRESS}"`);
    const answer = await verify(lines);
    expect(answer.stdout).toMatch(/entries +\d+, numbers 0 to \d+, 4 of them erased/);
    expect(answer.exitCode).toBe(0);
    expect((await verify(lines.replace('"decision":"allow"', '"decision":"block"'))).exitCode).toBe(1);
  });

  it('finds the trail and the evaluations in an archive genuine, and a changed evaluation not', async () => {
    const { parts } = await exported(api.url, customer);
    const textOf = (part: string): string =>
      (parts[part] ?? []).map((line) => `${JSON.stringify(line)}\n`).join('');
    const evaluations = textOf('evaluations');
    const answer = await verify(textOf('audit'), evaluations);
    expect(answer.stdout).toContain('evaluations  8 as they were decided, 4 erased');
    expect(answer.exitCode).toBe(0);
    const changed = await verify(textOf('audit'), evaluations.replace('"score":0', '"score":1'));
    expect([changed.exitCode, changed.stdout]).toEqual([1, expect.stringContaining('was changed')]);
  });
});
