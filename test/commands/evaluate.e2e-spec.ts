import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { run } from '../../src/commands/evaluate/evaluate.command';
import type { EvaluateEnvironment } from '../../src/commands/evaluate/evaluate.command';
import { chooseServer } from '../../src/commands/evaluate/server-choice';
import type { ServerWish } from '../../src/commands/evaluate/server-choice';
import { run as generate } from '../../src/commands/generate/generate.command';
import { EvaluationServer, GOOD_KEY, problem } from './evaluation-server';

let server: EvaluationServer;
let folder: string;

beforeEach(async () => {
  server = await EvaluationServer.start();
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
});

afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

async function evaluate(
  args: string[],
  environment: EvaluateEnvironment = { apiKey: GOOD_KEY },
  stdin: Readable = Readable.from([]),
): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(stdout), text(stderr)]);
  const code = await run(args, environment, { stdin, stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, error] = await written;
  return { code, stdout: out, stderr: error };
}

async function summaryOf(args: string[], stdin?: Readable) {
  const outcome = await evaluate([...args, '--url', server.url, '--json'], undefined, stdin);
  return { ...outcome, summary: JSON.parse(outcome.stdout) };
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Row n of the file is transaction t<n>, of n euros; every tenth is fraud. */
function csv(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, index) => `t${index + 1},${index + 1}.00,c,${index % 10 === 9 ? 1 : 0}`,
  );
  return ['transactionId,amount,customer.id,label', ...lines, ''].join('\n');
}

async function decisionLines(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const major = ['--amount-unit', 'major'];

describe('evaluate', () => {
  it('evaluates what generate makes, whatever the packing, and measures it', async () => {
    const path = join(folder, 'rows.csv.gz');
    const made = ['--customers', '20', '--terminals', '500', '--days', '5', '--seed', '1', '--out', path];
    expect(await generate(made)).toBe(0);
    const { code, summary, stderr } = await summaryOf([path]);
    expect([code, stderr]).toEqual([0, 'Columns that are not used: scenario.\n']);
    expect(summary.rows).toBeGreaterThan(50);
    expect(summary).toMatchObject({ evaluated: summary.rows, replayed: 0, refused: { count: 0 } });
    expect(summary.rows).toBe(server.bodies.size);
    expect(summary.detection.labelled).toBe(summary.rows);
    expect(summary.detection.areaUnderRoc).toBeGreaterThan(0.5);
    expect(server.bodies.get('s1x1')).toEqual({
      transactionId: 's1x1',
      occurredAt: expect.stringMatching(/^2025-01-01T.*Z$/),
      customer: { id: expect.stringMatching(/^s1c\d+$/) },
      counterparty: { id: expect.stringMatching(/^s1t\d+$/) },
      amount: expect.any(Number),
      currency: 'EUR',
    });
  });

  it('takes NDJSON, compressed or not, from a file or a pipe, and sends no label', async () => {
    const rows =
      '{"transactionId":"a","amount":9900,"customer":{"id":"c"},"label":"fraud"}\n{"transactionId":"b","amount":5}';
    const fromFile = await summaryOf([await file('rows.ndjson', rows)]);
    expect(fromFile.summary).toMatchObject({
      evaluated: 2,
      replayed: 0,
      detection: { labelled: 1, fraud: 1 },
    });
    const fromPipe = await summaryOf(['-'], Readable.from([gzipSync(rows)]));
    expect(fromPipe.summary).toMatchObject({ evaluated: 2, replayed: 2 });
    expect(server.bodies.get('a')).not.toHaveProperty('label');
  });

  it('accounts for every row: the refused and the broken by line, the slow ones tried again', async () => {
    server.trouble = (id, tries) => {
      if (id === 't2' && tries === 1) return problem(429, 'rate_limited', { 'Retry-After': '0' });
      if (id === 't3' && tries === 1) return problem(503, 'unavailable');
      if (id === 't4' && tries === 1) return 'hang-up';
      return id === 't5' ? problem(422, 'validation_failed') : undefined;
    };
    const rows = csv(8).replace('t6,6.00,c,0', 't6,6.00').replace('t7,7.00', 't7,seven');
    const out = join(folder, 'out.ndjson');
    const { code, summary } = await summaryOf([await file('rows.csv', rows), ...major, '--out', out]);
    expect(code).toBe(1);
    expect(summary).toMatchObject({ rows: 8, evaluated: 5, replayed: 0 });
    expect(summary.refused).toEqual({
      count: 3,
      byCode: { validation_failed: 1, columns_wrong: 1, amount_invalid: 1 },
      first: [
        { line: 6, code: 'validation_failed', detail: 'about validation_failed.' },
        { line: 7, code: 'columns_wrong', detail: '2 columns where the header has 4' },
        { line: 8, code: 'amount_invalid', detail: '"seven" is not an amount' },
      ],
    });
    for (const id of ['t2', 't3', 't4'])
      expect(server.received.filter((other) => other === id)).toHaveLength(2);
    const lines = await decisionLines(out);
    expect(lines.map((line) => line['row']).toSorted()).toEqual([1, 2, 3, 4, 5, 8]);
    expect(lines.find((line) => line['row'] === 8)).toEqual({
      ...{ row: 8, line: 9, transactionId: 't8', status: 201, decision: 'allow', score: 8, label: 0 },
      ...{ evaluationId: 'eval_t8', factors: [{ code: 'amount', points: 8 }] },
    });
  });

  it('begins the rows in order, with no more under way than asked for', async () => {
    const path = await file('rows.csv', csv(56));
    expect((await summaryOf([path, '--concurrency', '1', ...major])).code).toBe(0);
    expect(server.received).toEqual(Array.from({ length: 56 }, (_, index) => `t${index + 1}`));
    expect(server.mostAtOnce).toBe(1);
    // Nobody is answered before seven wait, however slow the machine; one too many would have come by then.
    const waiting: (() => void)[] = [];
    server.pause = () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length % 7 === 0)
          setTimeout(() => {
            waiting.splice(0).forEach((answer) => {
              answer();
            });
          }, 20);
      });
    await summaryOf([path, '--concurrency', '7', ...major]);
    expect(server.mostAtOnce).toBe(7);
  });

  it('leaves out and stops where it is told, by the rows of the file', async () => {
    const path = await file('rows.csv', csv(20));
    await summaryOf([path, ...major, '--skip', '3', '--limit', '4', '--concurrency', '1']);
    expect(server.received).toEqual(['t4', 't5', 't6', 't7']);
  });

  it('finishes what is under way on Ctrl-C, and goes on from there without sending a finished row', async () => {
    const out = join(folder, 'out.ndjson');
    const args = [await file('rows.csv', csv(50)), ...major, '--out', out, '--concurrency', '4'];
    server.trouble = (id) => {
      if (id === 't20') process.emit('SIGINT');
      return undefined;
    };
    const stopped = await summaryOf(args);
    expect(stopped.code).toBe(130);
    const finished = (await decisionLines(out)).map((line) => String(line['transactionId']));
    expect(finished.toSorted()).toEqual(server.received.toSorted());
    expect(finished).toContain('t20');
    expect(finished.length).toBeLessThan(25);
    expect(stopped.summary.rows).toBe(finished.length);
    expect(process.listenerCount('SIGINT')).toBe(0);

    server.received.length = 0;
    const resumed = await summaryOf(args);
    expect(resumed.code).toBe(0);
    expect(server.received.filter((id) => finished.includes(id))).toEqual([]);
    expect(resumed.summary).toMatchObject({
      rows: 50,
      evaluated: 50,
      fromEarlierRuns: finished.length,
      replayed: 0,
    });
    expect(resumed.summary.detection).toMatchObject({ labelled: 50, fraud: 5 });
    expect(new Set((await decisionLines(out)).map((line) => line['row'])).size).toBe(50);
  });

  it('sends again what a killed run did not write, and counts it as replayed', async () => {
    const out = join(folder, 'out.ndjson');
    const args = [await file('rows.csv', csv(10)), ...major, '--out', out, '--concurrency', '1'];
    await summaryOf(args);
    const whole = await readFile(out, 'utf8');
    await writeFile(out, whole.slice(0, -30));
    server.received.length = 0;
    const { summary } = await summaryOf(args);
    expect(server.received).toEqual(['t10']);
    expect(summary).toMatchObject({ rows: 10, evaluated: 10, fromEarlierRuns: 9, replayed: 1 });
    expect(await readFile(out, 'utf8')).toBe(whole);
  });

  it('never touches a file that holds something else, nor mixes the decisions of two files', async () => {
    const notes = await file('notes.txt', 'dear diary,\nno line break here');
    const rows = await file('rows.csv', csv(3));
    const wrongFile = await evaluate([rows, '--out', notes, '--url', server.url]);
    expect([wrongFile.code, wrongFile.stderr]).toEqual([2, expect.stringContaining('holds something else')]);
    expect(await readFile(notes, 'utf8')).toBe('dear diary,\nno line break here');

    const out = join(folder, 'out.ndjson');
    await summaryOf([rows, ...major, '--out', out]);
    const others = await file('others.csv', csv(3).replace('t2', 'u2'));
    const mixed = await evaluate([others, ...major, '--out', out, '--url', server.url]);
    expect([mixed.code, mixed.stderr]).toEqual([
      2,
      expect.stringContaining('its row 2 is not the transaction in line 3'),
    ]);
    expect(server.received).not.toContain('u2');
  });

  it('stops when the key or the quota is refused, and says so once', async () => {
    const path = await file('rows.csv', csv(50));
    const wrongKey = await evaluate([path, ...major, '--url', server.url, '--key', 'tf_live_bad']);
    expect(wrongKey.code).toBe(1);
    expect(wrongKey.stderr).toBe(
      'evaluate: The server refuses: 401 api_key_invalid. about api_key_invalid.\n',
    );
    server.trouble = (id) => (id === 't5' ? problem(402, 'quota_exceeded') : undefined);
    const noQuota = await summaryOf([path, ...major, '--concurrency', '1']);
    expect([noQuota.code, noQuota.summary.evaluated]).toEqual([1, 4]);
    expect(server.received).toHaveLength(5);
  });

  it('needs a key for a server that answers, and a server where it was told that there is one', async () => {
    const path = await file('rows.csv', csv(1));
    const noKey = await evaluate([path, '--url', server.url], {});
    expect(noKey).toMatchObject({ code: 2, stderr: expect.stringContaining('give its key with --key') });
    const { url } = server;
    await server.stop();
    const noServer = await evaluate([path, '--url', url], { apiKey: GOOD_KEY });
    expect(noServer).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No server answers at http://127'),
    });
    server = await EvaluationServer.start();
  });

  it.each([
    ['rows.csv', '', 'is empty'],
    ['rows.csv', 'a,b\n1,2\n', 'No column for transactionId'],
    ['rows.ndjson', '{}', '--map is for CSV'],
  ])('asks for other options when %s holds %j', async (name, content, message) => {
    const map = name.endsWith('ndjson') ? ['--map', 'amount=cents'] : [];
    const outcome = await evaluate([await file(name, content), ...map, '--url', server.url]);
    expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(outcome.stderr.trimEnd()).not.toContain('\n');
  });

  it('reports a file that breaks off, with what came before', async () => {
    const packed = gzipSync(csv(500));
    const path = await file('rows.csv.gz', packed.subarray(0, packed.length - 100));
    const { code, summary, stderr } = await summaryOf([path, ...major, '--concurrency', '64']);
    expect(code).toBe(1);
    expect(stderr).toContain('unexpected end of file');
    expect(summary.evaluated).toBe(server.bodies.size);
  });

  it('explains itself', async () => {
    const { code, stdout } = await evaluate(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('npm run evaluate -- FILE');
  });
});

describe('the server of a run', () => {
  let stops = 0;
  const countStop = (): Promise<void> => {
    stops += 1;
    return Promise.resolve();
  };
  const wish = (url: URL | undefined, usualUrl: URL): ServerWish => ({
    ...{ url, usualUrl, apiKey: GOOD_KEY },
    startServer: () =>
      Promise.resolve({
        url: 'http://127.0.0.1:1/',
        apiKey: 'own',
        stop: countStop,
      }),
  });

  it('is one of its own only if nobody answers at the usual address and no other was asked for', async () => {
    const here = new URL(server.url);
    expect(await chooseServer(wish(undefined, here))).toMatchObject({
      url: here,
      apiKey: GOOD_KEY,
      isOurs: false,
    });
    await server.stop();
    const started = await chooseServer(wish(undefined, here));
    expect(started).toMatchObject({ url: new URL('http://127.0.0.1:1/'), apiKey: 'own', isOurs: true });
    await started.stop();
    expect(stops).toBe(1);
    await expect(chooseServer(wish(here, here))).rejects.toThrow('No server answers');
    server = await EvaluationServer.start();
  });
});
