import { exportText, SampleLog } from './sample-log';
import { VerifierProcess } from './verifier-process';
import type { VerifierAnswer } from './verifier-process';

const log = aLog('sample');
const other = aLog('other');
const SIZE = log.lines.length;
const verifier = new VerifierProcess();
const GENUINE = { exitCode: 0, stdout: expect.stringContaining('GENUINE: ') as string };
const TWO_HISTORIES = 'entries the checkpoint file has another root than the export: there are two histories';

afterAll(() => verifier.stop());

describe('a checkpoint that was kept', () => {
  it.each([0, 1, 2, 128, 151, 302, SIZE])(
    'of %p entries fits a later export, with nothing else',
    async (size) => {
      expect(await verify({ checkpoint: log.checkpoint(size) })).toEqual(GENUINE);
    },
  );

  it.each([1, 2, 128, 302, SIZE])('of %p entries tells of an export that has another past', async (size) => {
    const { exitCode, stdout } = await verify({ checkpoint: forged(size) });
    expect(stdout).toContain(`at ${size} ${TWO_HISTORIES}`);
    expect(exitCode).toBe(1);
  });

  it('is not enough where it is newer than the export', async () => {
    const { exitCode, stdout } = await verify({ export: { treeSize: 200 } });
    expect(stdout).toContain('NOT VERIFIED');
    expect(stdout).toContain('GET /v1/audit/consistency?from=200&to=303 as --consistency');
    expect(exitCode).toBe(2);
  });

  it.each([
    [200, 303],
    [256, 303],
    [0, 303],
    [302, 303],
  ])('that is newer fits an export of %p entries by a consistency proof', async (treeSize, to) => {
    const consistency = log.consistency(treeSize, to);
    expect(await verify({ export: { treeSize }, consistency })).toEqual(GENUINE);
  });

  it('fits a part of the tree that begins behind it, by a consistency proof', async () => {
    const range = { from: 120, to: 180, treeSize: 250 };
    expect(await verify({ export: range, checkpoint: log.checkpoint(150) })).toEqual(GENUINE);
    for (const [size, from, to] of [
      [100, 100, 250],
      [200, 200, 250],
      [303, 250, 303],
    ] as const) {
      const checkpoint = log.checkpoint(size);
      expect((await verify({ export: range, checkpoint })).exitCode).toBe(2);
      expect(await verify({ export: range, checkpoint, consistency: log.consistency(from, to) })).toEqual(
        GENUINE,
      );
    }
  });

  it('does not take a forged consistency proof', async () => {
    const proof = log.consistency(200, 303);
    const forgeries = [
      { ...proof, hashes: proof.hashes.slice(1) },
      { ...proof, hashes: proof.hashes.slice(0, -1) },
      { ...proof, hashes: [...proof.hashes, ...proof.hashes.slice(0, 1)] },
      { ...proof, hashes: [...proof.hashes].reverse() },
      { ...proof, hashes: other.consistency(200, 303).hashes },
      { ...proof, hashes: proof.hashes.with(2, 'none') },
      { ...proof, hashes: [] },
    ];
    for (const consistency of forgeries) {
      const { exitCode, stdout } = await verify({ export: { treeSize: 200 }, consistency });
      expect(stdout).toContain('the tree of 303 entries does not begin with the one of 200');
      expect(exitCode).toBe(1);
    }
  });

  it('does not take a good proof for a tree that has another past', async () => {
    const checkpoint = forged(303);
    const consistency = log.consistency(200, 303);
    expect((await verify({ export: { treeSize: 200 }, checkpoint, consistency })).exitCode).toBe(1);
  });

  it('does not take a proof from or to a tree that nobody signed', async () => {
    const part = { from: 120, to: 180, treeSize: 250 };
    const forgeries: Asked[] = [
      { export: part, checkpoint: forged(100), consistency: log.consistency(100, 250) },
      { export: part, checkpoint: forged(64) },
      { export: part, checkpoint: forged(0) },
      {
        export: { treeSize: 0 },
        consistency: { from: 0, to: 303, hashes: log.consistency(100, 303).hashes },
      },
      // The root of 303 entries, said to be that of 600.
      {
        export: { treeSize: 200 },
        checkpoint: log.checkpoint(600, log.rootAt(303)),
        consistency: { ...log.consistency(200, 303), to: 600 },
      },
    ];
    const exitCodes: number[] = [];
    for (const files of forgeries) exitCodes.push((await verify(files)).exitCode);
    expect(exitCodes).toEqual([1, 1, 1, 1, 1]);
  });

  it('asks for no proof about an export that has gaps', async () => {
    const sample = log.export({ from: 10 });
    const text = exportText({ ...sample, lines: sample.lines.slice(1) });
    const { exitCode, stdout } = await verify({ text, checkpoint: log.checkpoint(7) });
    expect(stdout).toContain('NOT GENUINE: 1 fault\n  - entry 10 is missing\n');
    expect(stdout).not.toContain('consistency');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['is of other sizes', JSON.stringify(log.consistency(100, 303))],
    ['is none', '[]'],
    ['has no form', '{'],
  ])('is not verified by a consistency file that %s', async (_, consistency) => {
    const { exitCode, stdout } = await verify({ export: { treeSize: 200 }, consistency });
    expect(stdout).toContain(
      'the consistency file is not the answer of GET /v1/audit/consistency?from=200&to=303',
    );
    expect(exitCode).toBe(2);
  });

  it.each([
    [
      "another log's",
      other.checkpoint(),
      other.jwks,
      'the checkpoint in the export is signed by a key that the JWKS file does not have',
    ],
    [
      "another log's, with the keys of both",
      other.checkpoint(),
      bothKeys(),
      `the checkpoint file is of another log, ${other.origin}, than the export, ${log.origin}`,
    ],
    [
      'signed by a key that is not there',
      log.checkpoint(),
      other.jwks,
      'the checkpoint file is signed by a key that the JWKS file does not have',
    ],
    [
      'with a bit changed',
      log.checkpoint().replace('\n303\n', '\n302\n'),
      log.jwks,
      'the checkpoint file has a wrong signature',
    ],
    ['without a signature', log.checkpoint().replace(/— .*\n$/, ''), log.jwks, 'the checkpoint file'],
    [
      'signed in the name of another log',
      log.checkpoint().replace('— ', '— other.'),
      log.jwks,
      'the checkpoint file is not signed in the name of its origin',
    ],
    ['of nothing', '', log.jwks, 'the checkpoint file is no signed note'],
    [
      'with an extension',
      log.checkpoint().replace('\n\n', '\nmore\n\n'),
      log.jwks,
      'the checkpoint file does not have three lines',
    ],
  ])('is refused: %s', async (_, checkpoint, jwks, expected) => {
    const { exitCode, stdout } = await verify({ checkpoint, jwks });
    expect(stdout).toContain(expected);
    expect(exitCode).toBe(1);
  });

  it('may be signed by others as well', async () => {
    const checkpoint = `${log.checkpoint()}— witness.example AAAAAAAA\n`;
    expect(await verify({ checkpoint })).toEqual(GENUINE);
  });

  it.each([
    ['no JSON', 'x', 'holds no JWK set'],
    ['no key', '{"keys":[]}', 'holds no Ed25519 key'],
    [
      'keys of other kinds',
      '{"keys":[{"kty":"EC","crv":"P-256","x":"","y":""},null]}',
      'holds no Ed25519 key',
    ],
  ])('is not verified with a JWKS file of %s', async (_, jwks, expected) => {
    const { exitCode, stdout } = await verify({ jwks });
    expect(stdout).toContain(expected);
    expect(exitCode).toBe(2);
  });
});

describe('an export of a part', () => {
  it.each([
    { from: 0, to: 0 },
    { from: 303, to: 303 },
    { from: 1, to: 302 },
    { from: 128, to: 256 },
    { from: 7, to: 8 },
    { from: 299, to: 303 },
  ])('from $from to $to is genuine', async (range) => {
    expect(await verify({ export: range })).toEqual(GENUINE);
  });

  it('is held to its place in the tree', async () => {
    const { header } = log.export({ from: 7, to: 20 });
    const { lines } = log.export({ from: 8, to: 21 });
    const moved = lines.map((line) => ({ ...line, index: line.index - 1 }));
    const { exitCode, stdout } = await verify({ text: exportText({ header, lines: moved }) });
    expect(stdout).toContain('the entries are not those of the signed tree');
    expect(exitCode).toBe(1);
  });

  it('of nothing, from a tree of nothing, is genuine', async () => {
    const empty = new SampleLog();
    const files = { lines: exportText(empty.export()), checkpoint: empty.checkpoint(), jwks: empty.jwks };
    expect(await verifier.verify(files)).toEqual(GENUINE);
  });
});

interface Asked {
  readonly export?: { from?: number; to?: number; treeSize?: number };
  readonly text?: string;
  readonly checkpoint?: string;
  readonly jwks?: string;
  readonly consistency?: object | string;
}

function verify({ text, consistency, ...asked }: Asked): Promise<VerifierAnswer> {
  return verifier.verify({
    lines: text ?? exportText(log.export(asked.export)),
    checkpoint: asked.checkpoint ?? log.checkpoint(),
    jwks: asked.jwks ?? log.jwks,
    ...(consistency === undefined
      ? {}
      : { consistency: typeof consistency === 'string' ? consistency : JSON.stringify(consistency) }),
  });
}

function aLog(seed: string): SampleLog {
  const filled = new SampleLog(seed);
  filled.appendDecisions(303);
  return filled;
}

/** Signed by the log itself, for a past that it didn't export. */
function forged(size: number): string {
  return log.checkpoint(size, other.rootAt(size === 0 ? 1 : size));
}

function bothKeys(): string {
  const keys = [log, other].flatMap(({ jwks }) => (JSON.parse(jwks) as { keys: object[] }).keys);
  return JSON.stringify({ keys });
}
