import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { run as generate } from '../../src/commands/generate/generate.command';

describe('generate', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'generate-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const small = ['--customers', '5', '--terminals', '400', '--days', '2', '--seed', '9'];

  async function generated(
    args: string[],
    stdout = new PassThrough(),
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const stderr = new PassThrough();
    const written = Promise.all([text(stdout).catch(() => ''), text(stderr)]);
    const code = await generate(args, { stdout, stderr });
    stdout.end();
    stderr.end();
    const [out, error] = await written;
    return { code, stdout: out, stderr: error };
  }

  it('writes the same rows to standard output, to a file and compressed', async () => {
    const { code, stdout } = await generated(small);
    expect(code).toBe(0);
    const [header, first] = stdout.split('\n');
    expect(header).toBe('transactionId,unixSeconds,customerId,terminalId,amount,fraud,scenario');
    expect(first).toMatch(/^s9x1,1735\d{6},s9c\d,s9t\d+,\d+\.\d\d,[01],[0-3]$/);
    const [plain, packed] = [join(folder, 'a.csv'), join(folder, 'a.csv.gz')];
    await generated([...small, '--out', plain]);
    await generated([...small, '--out', packed]);
    expect(await readFile(plain, 'utf8')).toBe(stdout);
    expect(await readFile(packed)).toEqual(gzipSync(stdout));
  });

  it('is quiet when the reader of its pipe has seen enough', async () => {
    const stdout = new PassThrough();
    const closed = generated(['--customers', '500', ...small.slice(2)], stdout);
    stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await closed).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['--days', '0'], 2, 'generate: --days takes a whole number'],
    [['--out', '/nowhere/at/all.csv'], 1, 'generate: ENOENT'],
  ])('says in one line what is wrong with %j', async (args, code, message) => {
    const outcome = await generated([...small, ...args]);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(outcome.stderr.trimEnd()).not.toContain('\n');
  });
});
