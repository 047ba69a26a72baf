import { exportText, sampleLog } from './sample-log';
import { VerifierProcess } from './verifier-process';
import type { VerifierAnswer } from './verifier-process';

type Evaluation = Record<string, unknown>;

const log = sampleLog();
const verifier = new VerifierProcess();
afterAll(() => verifier.stop());

describe('evaluations', () => {
  it('are those that were decided, whatever was said of them since', async () => {
    const evaluations = log.evaluations.map((evaluation) => ({
      ...evaluation,
      outcome: null,
      durationMs: 1,
    }));
    const { exitCode, stdout } = await verify(evaluations);
    expect(stdout).toContain('evaluations  295 as they were decided, 5 erased');
    expect(exitCode).toBe(0);
  });

  it.each<[string, Evaluation, string]>([
    [
      'another decision',
      { decision: 'review' },
      'was changed: it does not have the digest that its entry has',
    ],
    ['another reason within', { factors: [] }, 'was changed: it does not have the digest that its entry has'],
    ['a field more', { more: 1 }, 'was changed: it does not have the digest that its entry has'],
    [
      'a receipt of another leaf',
      { receipt: log.evaluations[8]?.['receipt'] },
      'has a receipt for another leaf than that of its entry',
    ],
    [
      'a receipt with another salt',
      { receipt: { salt: 'AA==' } },
      'has a receipt with another salt than that of its entry',
    ],
  ])('are named where one has %s', async (_, change, expected) => {
    const evaluations = log.evaluations.with(7, { ...log.evaluations[7], ...change });
    const { exitCode, stdout } = await verify(evaluations);
    expect(stdout).toContain(
      `NOT GENUINE: 1 fault\n  - evaluation ${String(log.evaluations[7]?.['id'])} ${expected}`,
    );
    expect(exitCode).toBe(1);
  });

  it('that were erased still have the leaf of their entry', async () => {
    const erased = {
      id: log.evaluations[3]?.['id'],
      receipt: { leafHash: log.lines[3]?.leafHash, salt: null },
    };
    expect((await verify([erased])).stdout).toContain('evaluations  0 as they were decided, 1 erased');
    const forged = { ...erased, receipt: { leafHash: log.lines[4]?.leafHash, salt: null } };
    expect((await verify([forged])).exitCode).toBe(1);
  });

  it('that were decided a second time are a fault', async () => {
    const twice = sampleLog();
    const resource = String(log.evaluations[7]?.['id']);
    twice.append({ action: 'evaluation.decided', resource, content: { id: resource, decision: 'allow' } });
    const files = { lines: exportText(twice.export()), checkpoint: twice.checkpoint(), jwks: twice.jwks };
    const { exitCode, stdout } = await verifier.verify({ ...files, evaluations: '' });
    expect(stdout).toContain(`evaluation.decided) is the second one of ${resource}`);
    expect(exitCode).toBe(1);
  });

  it('without an entry in the export are counted', async () => {
    const { exitCode, stdout } = await verify([{ id: log.id('eval', 999) }]);
    expect(stdout).toContain('note: 1 of the evaluations have no entry in this export');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['no JSON', 'x\n'],
    ['no id', '{"decision":"allow"}\n'],
    ['a field twice', `{"id":"${String(log.evaluations[7]?.['id'])}","id":"x"}\n`],
  ])('are refused in a line with %s', async (_, text) => {
    const { exitCode, stdout } = await verify(text);
    expect(stdout).toContain('line 1 of the evaluations is none');
    expect(exitCode).toBe(1);
  });
});

function verify(evaluations: string | Evaluation[]): Promise<VerifierAnswer> {
  const text =
    typeof evaluations === 'string'
      ? evaluations
      : evaluations.map((one) => `${JSON.stringify(one)}\n`).join('');
  const files = { lines: exportText(log.export()), checkpoint: log.checkpoint(), jwks: log.jwks };
  return verifier.verify({ ...files, evaluations: text });
}
