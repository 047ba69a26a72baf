import { exportText, sampleLog } from './sample-log';
import { TAMPERINGS } from './tamperings';
import { VerifierProcess } from './verifier-process';
import type { VerifierAnswer, VerifierFiles } from './verifier-process';

const log = sampleLog();
const SIZE = log.lines.length;
const LEAF = Buffer.alloc(32).toString('base64');
const verifier = new VerifierProcess();

describe('verify-audit', () => {
  afterAll(() => verifier.stop());

  it('finds an export genuine, and says what it looked at', async () => {
    const { exitCode, stdout } = await verify();
    expect(stdout).toBe(
      [
        'GENUINE: every entry is as it was sealed',
        `  tenant       ${log.tenantId}`,
        '  entries      303, numbers 0 to 302, 5 of them erased',
        '  written      2026-11-22T10:00:00.000Z to 2026-11-22T10:05:02.906Z',
        `  tree         303 entries, root ${String(log.checkpoint().split('\n')[2])}`,
        `  signed by    ${log.kid} (key id ${log.keyId}) for ${log.origin}`,
        `  checkpoint   303 entries, signed by ${log.kid}: of the same tree`,
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
  });

  it.each(TAMPERINGS)('finds %s, and names it', async (_, tamper, expected) => {
    const sample = log.export();
    tamper(sample);
    const { exitCode, stdout } = await verify({ lines: exportText(sample) });
    expect(stdout).toContain(expected);
    expect(stdout).toContain('NOT GENUINE');
    expect(exitCode).toBe(1);
  });

  it('names all that was changed, up to twenty', async () => {
    const sample = log.export();
    for (const line of sample.lines.slice(100, 130)) line.entry['traceId'] = '0'.repeat(32);
    const { stdout } = await verify({ lines: exportText(sample) });
    expect(stdout).toContain('NOT GENUINE: 30 faults');
    expect(stdout.match(/was changed/g)).toHaveLength(20);
    expect(stdout).toContain('and 10 more');
  });

  it('tells that the sealed entries are there when only something was added behind them', async () => {
    const sample = log.export();
    sample.lines.push({ ...structuredClone(log.lines[0] ?? fail()), index: SIZE });
    const { stdout } = await verify({ lines: exportText(sample) });
    expect(stdout).toContain('NOT GENUINE: 1 fault\n');
  });

  it('tells of a tail that was cut off, and of nothing else', async () => {
    const sample = log.export({ to: 301 });
    const { stdout } = await verify({ lines: exportText({ ...sample, lines: sample.lines.slice(0, -2) }) });
    expect(stdout).toContain(
      'NOT GENUINE: 1 fault\n  - entries 299 to 300 are missing: the export was cut off',
    );
    expect(stdout).toContain('note: the root of the tree was not computed');
  });

  it('tells what is missing from what came late', async () => {
    const sample = log.export();
    const [seven, eight, nine, ten] = sample.lines.splice(7, 4);
    const kept = [ten, eight].filter((line) => line !== undefined);
    expect([seven?.index, nine?.index]).toEqual([7, 9]);
    sample.lines.splice(7, 0, ...kept);
    const { stdout } = await verify({ lines: exportText(sample) });
    expect(stdout).toContain(`entry 8 (${String(eight?.entry['id'])}, evaluation.decided) is out of order`);
    expect(stdout).toMatch(/entry 7 is missing\n.*entry 9 is missing\n/);
  });

  it('refuses bytes that are no text where nothing else would find them, in an erased entry', async () => {
    const bytes = Buffer.from(exportText(log.export()));
    bytes.writeUInt8(0xff, bytes.indexOf('evaluation.decided', bytes.indexOf('"index":40,')));
    const { exitCode, stdout } = await verify({ lines: bytes });
    expect(stdout).toContain('line 42 is no JSON object');
    expect(exitCode).toBe(1);
  });

  it('takes blanks between the parts of a line, and empty lines, for what they are', async () => {
    const text = exportText(log.export()).replaceAll('\n', '\r\n\n').replaceAll('","', '" ,\t"');
    const { exitCode } = await verify({ lines: text });
    expect(exitCode).toBe(0);
  });

  it.each([
    [
      'names a field twice',
      (line: string) => line.replace('"network":', '"network":"203.0.113.9","network":'),
    ],
    ['writes a letter as an escape', (line: string) => line.replace('evaluation.', 'ev\\u0061luation.')],
    ['writes a number in another way', (line: string) => line.replace('"index":7', '"index":7.0')],
    ['is cut off within', (line: string) => line.slice(0, -20)],
    [
      'is nested deeply',
      (line: string) => line.replace('"network":null', `"network":${'['.repeat(500)}${']'.repeat(500)}`),
    ],
    [
      'is nested without an end',
      (line: string) => line.replace('"network":', `"network":${'['.repeat(200_000)}`),
    ],
  ])('refuses a line that %s', async (_, change) => {
    const lines = exportText(log.export()).split('\n');
    const { exitCode, stdout } = await verify({ lines: lines.with(8, change(lines[8] ?? '')).join('\n') });
    expect(stdout).toContain('line 9 is no JSON object, or one that can be read in two ways');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['nothing', '', 'the first line is no header'],
    ['no header', exportText(log.export()).replace(/^.*\n/, ''), 'the first line is no header'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a]), 'the first line is no header'],
    ['a line without an end', Buffer.alloc(5_000_000, 'a'), 'a line has over 4194304 bytes'],
    ['a header with a hash too few', withHashesBefore([]), 'does not have the hashes'],
    ['a header with a hash too many', withHashesBefore([LEAF, LEAF, LEAF]), 'does not have the hashes'],
  ])('says that an export of %s is none', async (_, text, expected) => {
    const { exitCode, stdout } = await verify({ lines: text });
    expect(stdout).toContain(expected);
    expect(exitCode).toBe(1);
  });

  it('shows nothing of an export that a terminal would obey', async () => {
    const sample = log.export();
    for (const line of sample.lines.slice(7, 8)) line.entry['id'] = '\u001b[2Jgenuine\u009b\u202e\r';
    const { stdout } = await verify({ lines: exportText(sample) });
    expect(stdout).toContain('entry 7 ("\\u001b[2Jgenuine??\\r", evaluation.decided) was changed');
    expect(stdout).not.toContain('\u001b');
  });
});

function verify(files: Partial<VerifierFiles> = {}): Promise<VerifierAnswer> {
  return verifier.verify({
    lines: exportText(log.export()),
    checkpoint: log.checkpoint(),
    jwks: log.jwks,
    ...files,
  });
}

/** Of the entries from 5 on, before which there are two subtrees. */
function withHashesBefore(before: string[]): string {
  const { header, lines } = log.export({ from: 5 });
  return exportText({ header: { ...header, before }, lines });
}

function fail(): never {
  throw new Error('there is no such line');
}
