import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportText, SampleLog } from './sample-log';

const REPOSITORY = join(__dirname, '../..');
const VERIFIER = join(REPOSITORY, 'bin/verify-audit.mjs');
const folder = mkdtempSync(join(tmpdir(), 'verify-audit-'));
const FILES = ['export', '--checkpoint', 'checkpoint', '--jwks', 'jwks'];

describe('npm run verify-audit', () => {
  beforeAll(() => {
    const log = new SampleLog();
    log.appendDecisions(20);
    const sample = log.export({ treeSize: 15 });
    write('export', exportText(sample));
    write('evaluations', log.evaluations.map((one) => `${JSON.stringify(one)}\n`).join(''));
    write('checkpoint', log.checkpoint());
    write('jwks', log.jwks);
    write('consistency', JSON.stringify(log.consistency(15, 20)));
    for (const line of sample.lines) line.entry['network'] = '::1';
    write('changed', exportText(sample));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is the program itself, which needs no build and no packages', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['verify-audit']).toBe('node bin/verify-audit.mjs');
    const imports = [...readFileSync(VERIFIER, 'utf8').matchAll(/\bfrom '([^']+)'|\b(?:import|require)\(/g)];
    expect(imports.map(([, name]) => name)).toEqual(['node:crypto', 'node:fs', 'node:url', 'node:util']);
  });

  it('reads the files that it is given', async () => {
    const { exitCode, stdout } = await run(
      ...FILES,
      '--consistency',
      'consistency',
      '--evaluations',
      'evaluations',
    );
    expect(stdout).toContain('evaluations  15 as they were decided, 0 erased');
    expect(stdout).toContain('note: 5 of the evaluations have no entry in this export');
    expect(exitCode).toBe(0);
  });

  it('says with its exit code what it found', async () => {
    expect((await run(...FILES)).exitCode).toBe(2);
    expect((await run('changed', ...FILES.slice(1))).exitCode).toBe(1);
  });

  it('reads the export from standard input, in whatever pieces it comes', async () => {
    const argv = ['-', ...FILES.slice(1), '--consistency', 'consistency'];
    const child = spawn(process.execPath, [VERIFIER, ...argv], { cwd: folder });
    const exit = once(child, 'exit');
    const bytes = readFileSync(join(folder, 'export'));
    for (let start = 0; start < bytes.length; start += 97)
      child.stdin.write(bytes.subarray(start, start + 97));
    child.stdin.end();
    expect(await exit).toEqual([0, null]);
  });

  it('keeps its exit code when nobody reads its report', async () => {
    const child = spawn(process.execPath, [VERIFIER, ...FILES, '--consistency', 'consistency'], {
      cwd: folder,
    });
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['no arguments', [], 'usage: verify-audit <export>'],
    ['no checkpoint', ['export', '--jwks', 'jwks'], 'usage: verify-audit <export>'],
    ['an unknown option', [...FILES, '--fast'], "Unknown option '--fast'"],
    ['an export that is not there', ['none', ...FILES.slice(1)], "no such file or directory, open 'none'"],
    [
      'evaluations that are not there',
      [...FILES, '--evaluations', 'none'],
      "no such file or directory, open 'none'",
    ],
    [
      'a key file that is not there',
      ['export', '--checkpoint', 'checkpoint', '--jwks', 'none'],
      'no such file',
    ],
    ['a folder for a file', ['.', ...FILES.slice(1)], 'EISDIR'],
  ])('verifies nothing with %s', async (_, argv, expected) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect(stderr).toContain(expected);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

function write(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

function run(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [VERIFIER, ...argv], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
