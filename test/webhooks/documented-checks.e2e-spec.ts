import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signatures } from '@libs/webhook-signature/signatures';
import { privateKeyOf, publicBytesOf, publicKeyText, secretText } from '@libs/webhook-signature/webhook-keys';
import { transformSync } from '@swc/core';
import { RETRY_WAITS_MS } from '../../src/webhooks/sending/retry-schedule';
import { SCOPE_OF_EVENT } from '../../src/events/events.types';

const DOCS = readFileSync(join(__dirname, '../../docs/webhooks.md'), 'utf8');
const keysOf = (fill: number): { hmac: Buffer; ed25519: ReturnType<typeof privateKeyOf> } => ({
  hmac: Buffer.alloc(32, fill),
  ed25519: privateKeyOf(Buffer.alloc(32, fill + 1)),
});
const OURS = keysOf(1);
const BODY = Buffer.from('{"id":"event_1","data":{"name":"Ünïcode"}}');

function code(name: string): string {
  const [, text] = new RegExp(`<!-- test: ${name} -->\\s+\`\`\`\\w+\\n(.+?)\`\`\``, 's').exec(DOCS) ?? [];
  if (text === undefined) throw new Error(`docs/webhooks.md has no code for ${name}`);
  return text;
}

interface Message {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

async function message(ageSeconds = 0): Promise<Message> {
  const timestampSeconds = Math.floor(Date.now() / 1_000) - ageSeconds;
  // While secrets change there are those of another beside it.
  const signature = await signatures({ id: 'event_1', timestampSeconds, body: BODY }, [keysOf(7), OURS]);
  return { id: 'event_1', timestamp: String(timestampSeconds), signature, body: BODY };
}

/** Whether a check takes it, by what is wrong with it. */
const CASES: readonly (readonly [what: string, sent: () => Promise<Message>, isGood: boolean])[] = [
  ['as it was sent', () => message(), true],
  ['of four minutes ago', () => message(240), true],
  ['of six minutes ago', () => message(360), false],
  ['of six minutes ahead', () => message(-360), false],
  ['with another body', async () => ({ ...(await message()), body: Buffer.from('{}') }), false],
  ['with another id', async () => ({ ...(await message()), id: 'event_2' }), false],
  ['with no signature', async () => ({ ...(await message()), signature: '' }), false],
  [
    'with one of another',
    async () => ({ ...(await message()), signature: (await message()).signature.split(' ')[0] ?? '' }),
    false,
  ],
];

type Check = (sent: Message, key: string) => boolean;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trustflow-webhook-docs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const headersOf = ({ id, timestamp, signature }: Message): Record<string, string> => ({
  ...{ 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
});

function inTypeScript(): Check {
  const options = { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } } as const;
  const file = join(folder, 'check.cjs');
  writeFileSync(file, transformSync(code('typescript'), options).code);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what a reader would have pasted
  const { isFromTrustFlow } = require(file) as {
    isFromTrustFlow: (headers: Record<string, string>, body: Buffer, key: string) => boolean;
  };
  return (sent, key) => isFromTrustFlow(headersOf(sent), sent.body, key);
}

const inPython: Check = (sent, key) => {
  const calling = `
import sys, json
given = json.load(sys.stdin)
print(is_from_trustflow(given["headers"], base64.b64decode(given["body"]), given["key"]))`;
  const input = JSON.stringify({ headers: headersOf(sent), body: sent.body.toString('base64'), key });
  const said = execFileSync('python3', ['-c', code('python') + calling], { input, encoding: 'utf8' });
  return said === 'True\n';
};

const inShell: Check = ({ body, ...env }, secret) => {
  writeFileSync(join(folder, 'body'), body);
  const { stdout } = spawnSync('sh', ['-c', code('shell')], {
    ...{ cwd: folder, encoding: 'utf8' },
    env: { PATH: process.env['PATH'], ...env, secret },
  });
  return stdout === 'good\n';
};

const has = (command: string, argument: string): boolean => spawnSync(command, [argument]).status === 0;
const SECRET = secretText(OURS.hmac);
const PUBLIC_KEY = publicKeyText(publicBytesOf(OURS.ed25519));
const CHECKS: readonly (readonly [name: string, check: () => Check, key: string])[] = [
  ['TypeScript and the secret', inTypeScript, SECRET],
  ['TypeScript and the public key', inTypeScript, PUBLIC_KEY],
  ...(has('python3', '--version') ? [['Python', () => inPython, SECRET] as const] : []),
  ...(has('openssl', 'version') ? [['a shell', () => inShell, SECRET] as const] : []),
];

describe.each(CHECKS)('the check that docs/webhooks.md gives, with %s', (_, check, key) => {
  it.each(CASES)('says of a message %s what is so', async (__, sent, isGood) => {
    expect(check()(await sent(), key)).toBe(isGood);
  });
});

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };

function toMs(text: string): number {
  return [...text.matchAll(/(\d+) (s|min|h)\b/g)].reduce(
    (total, [, count, unit = '']) => total + Number(count) * (UNIT_MS[unit] ?? 0),
    0,
  );
}

describe('docs/webhooks.md', () => {
  it('shows the schedule of attempts as it is', () => {
    const rows = [...DOCS.matchAll(/^\| (\d+) +\| (.+?) +\| (.+?) +\|$/gm)];
    const waits = rows.map(([, , wait = '']) => toMs(wait));
    expect(waits).toEqual([0, ...RETRY_WAITS_MS]);
    for (const [index, [, , , since = '']] of rows.entries()) {
      const sum = waits.slice(0, index + 1).reduce((total, wait) => total + wait, 0);
      // Hours go without their seconds.
      expect(Math.abs(toMs(since) - sum)).toBeLessThan(index < 5 ? 1 : 60_000);
    }
  });

  it('names every type, with the scope that it needs', () => {
    const rows = [...DOCS.matchAll(/^\| (`[a-z_]+\.[a-z_]+`.*?) \| `(\w+:read)`/gm)];
    const named = rows.flatMap(([, types = '', scope = '']) =>
      [...types.matchAll(/`([^`]+)`/g)].map(([, type = '']) => [type, scope] as const),
    );
    expect(Object.fromEntries(named)).toEqual(SCOPE_OF_EVENT);
  });
});
