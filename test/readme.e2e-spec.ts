import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startTestApi } from './support/test-api';
import type { TestApi } from './support/test-api';

const run = promisify(execFile);
const root = join(__dirname, '..');
const FENCE = /^```(sh|json)\n(.*?)^```$/gms;
const TIMEOUT_MS = 30_000;

interface Example {
  readonly command: string;
  readonly answer: string;
}

/** Each shell block with a curl, and the JSON block that follows it. */
function examples(): Example[] {
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(FENCE)];
  return blocks.flatMap(([, kind, command = ''], position) => {
    const [, nextKind, answer = ''] = blocks[position + 1] ?? [];
    return kind === 'sh' && command.includes('curl') && nextKind === 'json' ? [{ command, answer }] : [];
  });
}

const DIFFERENT_EACH_TIME = new Set([
  'id',
  'traceId',
  'secret',
  'leafHash',
  'salt',
  'occurredAt',
  'createdAt',
  'durationMs',
]);
const PREFIX = /^(?:[a-z]+_(?:live_|test_)?)?/;

/** What differs from call to call keeps its type and, where it is an id or a key, its prefix. */
function masked(json: string): unknown {
  return JSON.parse(json, (name, value: unknown) => {
    if (!DIFFERENT_EACH_TIME.has(name)) return value;
    return typeof value === 'string' ? `${PREFIX.exec(value)?.[0] ?? ''}…` : `a ${typeof value}`;
  });
}

describe('the README', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  async function answerTo(command: string, key: string): Promise<string> {
    const script = command.replaceAll('http://localhost:3000', api.url).replaceAll('tf_live_…', key);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { timeout: TIMEOUT_MS });
    return stdout;
  }

  it('shows the answers that its two commands really get', async () => {
    const [signUp, evaluate, ...others] = examples();
    if (signUp === undefined || evaluate === undefined) throw new Error('the README has two examples');
    expect(others).toEqual([]);

    const signedUp = await answerTo(signUp.command, '');
    expect(masked(signedUp)).toEqual(masked(signUp.answer));

    const { apiKey } = JSON.parse(signedUp) as { apiKey: { secret: string } };
    expect(masked(await answerTo(evaluate.command, apiKey.secret))).toEqual(masked(evaluate.answer));
  });
});

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pagesUnder('docs')];

function pagesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

describe('a reader of the documentation', () => {
  it.each(PAGES)('finds every file that %s links to or names', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, path = '']) =>
      join(dirname(page), path),
    );
    const names = [...text.matchAll(/`((?:bin|docker|docs|libs|src|test|\.ci)\/[\w./-]*)`/g)].map(
      ([, path = '']) => path,
    );
    expect([...links, ...names].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
