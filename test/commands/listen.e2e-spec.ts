import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { signatures } from '@libs/webhook-signature/signatures';
import { privateKeyOf, secretText } from '@libs/webhook-signature/webhook-keys';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

const ROOT = join(__dirname, '../..');
const KEY = Buffer.alloc(32, 7);
const SIGNING = { hmac: KEY, ed25519: privateKeyOf(KEY) };
const SECRET = secretText(KEY);

/** `npm run listen` in a process of its own. */
class Listening {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown[]>;

  constructor(argv: readonly string[], environment: Record<string, string> = {}) {
    this.child = spawn(
      process.execPath,
      ['test/support/run-typescript.cjs', 'src/commands/listen.ts', ...argv],
      { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', ...environment } },
    );
    this.exited = once(this.child, 'exit');
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    while (this.child.exitCode === null) {
      const [, url] = /Listening on (http:\S+\/)/.exec(this.stderr) ?? [];
      if (url !== undefined) return url;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(this.stderr);
  }

  async lines(count: number): Promise<string[]> {
    while (this.stdout.split('\n').length <= count && this.child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.stdout.trimEnd().split('\n');
  }

  async end(signal?: NodeJS.Signals): Promise<unknown> {
    if (signal !== undefined) this.child.kill(signal);
    const [code] = await this.exited;
    return code;
  }
}

/** Posts as TrustFlow does. */
async function deliver(
  url: string,
  { type = 'evaluation.held', id = 'event_1', key = SIGNING, agoSeconds = 0 } = {},
): Promise<Response> {
  const body = JSON.stringify({ id, type, data: { score: 47 } });
  const timestampSeconds = Math.floor(Date.now() / 1_000) - agoSeconds;
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'TrustFlow-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': await signatures({ id, timestampSeconds, body: Buffer.from(body) }, [key]),
    },
    body,
    redirect: 'manual',
  });
}

/** Ended with the file that started them. */
const started: Listening[] = [];
afterAll(() => Promise.all(started.map((listening) => listening.end('SIGKILL'))));

function listen(argv: readonly string[], environment?: Record<string, string>): Listening {
  const listening = new Listening(argv, environment);
  started.push(listening);
  return listening;
}

describe('npm run listen', () => {
  let app: Server;
  let appUrl: string;
  const arrived: { headers: IncomingMessage['headers']; body: string }[] = [];
  beforeAll(async () => {
    app = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.once('end', () => {
        arrived.push({ headers: request.headers, body });
        response.writeHead(Number(request.url?.slice(1)), {
          'Retry-After': '7',
          'Content-Type': 'text/plain',
        });
        response.end('told');
      });
    });
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    appUrl = `http://localhost:${(app.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    app.close().closeAllConnections();
  });

  it('shows a line for each delivery that is signed with the secret, and answers 204', async () => {
    const listening = listen(['--secret', SECRET]);
    const url = await listening.url();
    expect((await deliver(url)).status).toBe(204);
    expect((await deliver(`${url}some/path?a=1`, { type: 'key.revoked', id: 'event_2' })).status).toBe(204);
    expect(await listening.lines(2)).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}evaluation\.held {9}event_1 {2}v1$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}key\.revoked {13}event_2 {2}v1$/),
    ]);
    expect(await listening.end('SIGINT')).toBe(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('refuses what another secret signed, what is too old, too large, or no delivery', async () => {
    const listening = listen(['--secret', SECRET, '--forward', `${appUrl}/200`]);
    const url = await listening.url();
    const other = { hmac: Buffer.alloc(32, 8), ed25519: SIGNING.ed25519 };
    expect((await deliver(url, { key: other })).status).toBe(401);
    expect((await deliver(url, { agoSeconds: 400 })).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: 'a'.repeat(1_048_577) })).status).toBe(413);
    expect((await fetch(url)).status).toBe(405);
    expect((await listening.lines(3)).map((line) => line.slice(10))).toEqual([
      ...['refused: signature_mismatch', 'refused: too_old', 'refused: id_missing'],
    ]);
    expect(arrived).toEqual([]);
    expect(await listening.end('SIGTERM')).toBe(0);
  });

  it('passes on what it verified, byte for byte, and answers what was answered', async () => {
    const listening = listen([
      '--secret',
      secretText(Buffer.alloc(32, 9)),
      '--secret',
      SECRET,
      '--forward',
      `${appUrl}/503`,
    ]);
    const answer = await deliver(await listening.url());
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      503,
      '7',
      'told',
    ]);
    const [{ headers, body } = { headers: {}, body: '' }] = arrived.splice(0);
    expect(body).toBe('{"id":"event_1","type":"evaluation.held","data":{"score":47}}');
    expect(headers).toMatchObject({
      ...{
        'webhook-id': 'event_1',
        'user-agent': 'TrustFlow-Webhooks/1',
        'content-type': 'application/json',
      },
      ...{
        'webhook-timestamp': expect.stringMatching(/^\d+$/),
        'webhook-signature': expect.stringMatching(/^v1,/),
      },
    });
    expect(await listening.lines(1)).toEqual([expect.stringMatching(/ {2}v1 {2}-> 503 in \d+ ms$/)]);
    await listening.end('SIGINT');
  });

  it('follows no redirect of the application, and tells the sender to try again where there is none', async () => {
    const redirected = listen(['--secret', SECRET, '--forward', `${appUrl}/307`]);
    expect((await deliver(await redirected.url())).status).toBe(307);
    const alone = listen(['--secret', SECRET, '--forward', 'http://127.0.0.1:1/']);
    expect((await deliver(await alone.url())).status).toBe(502);
    expect(await alone.lines(1)).toEqual([expect.stringMatching(/-> no answer \(ECONNREFUSED\)$/)]);
    await Promise.all([redirected.end('SIGINT'), alone.end('SIGINT')]);
    arrived.length = 0;
  });

  it('shows bodies with --verbose', async () => {
    const listening = listen(['--secret', SECRET, '--verbose']);
    await deliver(await listening.url());
    expect((await listening.lines(8)).slice(1).join('\n')).toBe(
      JSON.stringify({ id: 'event_1', type: 'evaluation.held', data: { score: 47 } }, null, 2),
    );
    await listening.end('SIGINT');
  });

  it.each([
    [[], 2, 'Give an API key with --key or in TRUSTFLOW_API_KEY'],
    [['--secret', 'whsec_abc'], 2, '--secret takes whsec_…'],
    [['--key', 'tf_test_x', '--url', 'http://127.0.0.1:1'], 1, 'No TrustFlow answers at http://127.0.0.1:1.'],
  ])('%j: says in one line what is wrong', async (argv, code, message) => {
    const listening = listen(argv);
    expect(await listening.end()).toBe(code);
    expect(listening.stderr).toMatch(/^listen: .*\n$/);
    expect(listening.stderr).toContain(message);
  });

  it('says so if the port is taken', async () => {
    const port = new URL(appUrl).port;
    const listening = listen(['--secret', SECRET, '--port', port]);
    expect(await listening.end()).toBe(2);
    expect(listening.stderr).toBe(
      `listen: Port ${port} can't be listened on (EADDRINUSE): --port takes another one.\n`,
    );
  });
});

describe('npm run listen with an API key', () => {
  let api: TestApi;
  let customer: Customer;
  beforeAll(async () => {
    api = await startTestApi({ webhookAllowTargets: ['127.0.0.0/8'] });
    customer = await signUp(api.url);
  });
  afterAll(() => api.stop());
  const endpoints = async (): Promise<{ url: string; eventTypes: string[] }[]> =>
    (await customer.get('/v1/webhook-endpoints')).body.data as { url: string; eventTypes: string[] }[];

  it.each(['SIGINT', 'SIGTERM'] as const)('has an endpoint of its own until %s', async (signal) => {
    const listening = listen(['--url', api.url, '--events', 'evaluation.*,key.revoked'], {
      TRUSTFLOW_API_KEY: customer.key,
    });
    const url = await listening.url();
    expect(await endpoints()).toMatchObject([{ url, eventTypes: ['evaluation.*', 'key.revoked'] }]);
    expect(listening.stderr).toMatch(
      / as endpoint_\w{26}, for evaluation\.\*, key\.revoked\. Ctrl-C ends it/,
    );
    expect(await listening.end(signal)).toBe(0);
    expect(await endpoints()).toEqual([]);
  });

  it.each([
    ['a key that is none', 'tf_live_x', ['*'], 'listen: api_key_invalid: '],
    ['an event that there is not', undefined, ['evaluation.loved'], 'listen: validation_failed: '],
  ])('says what is wrong: %s', async (_what, key, events, message) => {
    const listening = listen(['--url', api.url, '--key', key ?? customer.key, '--events', events.join(',')]);
    expect(await listening.end()).toBe(1);
    expect(listening.stderr).toContain(message);
    expect(listening.stderr).toMatch(/^[^\n]+\n$/);
  });

  it('says how to start a server that may send to this machine', async () => {
    const careful = await startTestApi({ webhookAllowTargets: [] });
    const { key } = await signUp(careful.url);
    const listening = listen(['--url', careful.url, '--key', key]);
    expect(await listening.end()).toBe(1);
    expect(listening.stderr).toBe(
      'listen: The server sends to public addresses only: start it with WEBHOOK_ALLOW_TARGETS=127.0.0.0/8.\n',
    );
    await careful.stop();
  });
});
