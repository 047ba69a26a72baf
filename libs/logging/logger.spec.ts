import { createLogger } from './logger';
import type { LogLevel } from './logger';
import { NestLogger } from './nest-logger';

function loggerInto(lines: string[], level: LogLevel = 'info'): ReturnType<typeof createLogger> {
  return createLogger(level, { write: (line) => void lines.push(line) });
}

function recordOf(lines: string[]): Record<string, unknown> {
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('a log line', () => {
  it('is one JSON object with an RFC 3339 time and the level as a word, and nothing of the machine', () => {
    const lines: string[] = [];
    loggerInto(lines).info({ tenantId: 'tenant_1' }, 'two\nlines');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(recordOf(lines)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      tenantId: 'tenant_1',
      msg: 'two\nlines',
    });
  });

  it('is not written below the level', () => {
    const lines: string[] = [];
    const logger = loggerInto(lines, 'warn');
    logger.info('no');
    logger.warn('yes');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['yes']);
  });

  it('never holds the parameters of a failed statement', () => {
    const lines: string[] = [];
    const error = Object.assign(new Error('duplicate key', { cause: new Error('pool') }), {
      code: '23505',
      parameters: ['c-42'],
    });
    loggerInto(lines).error({ err: error }, 'failed');
    expect(lines[0]).not.toContain('c-42');
    expect(recordOf(lines)['err']).toMatchObject({
      type: 'Error',
      message: 'duplicate key',
      code: '23505',
      stack: expect.stringContaining('logger.spec'),
      cause: { message: 'pool' },
    });
  });

  it('follows no endless chain of causes', () => {
    const lines: string[] = [];
    const error = new Error('round and round');
    error.cause = error;
    loggerInto(lines).error({ err: error }, 'failed');
    expect(lines[0]?.match(/"message":"round and round"/g)).toHaveLength(4);
  });
});

describe('a secret that reaches the log', () => {
  const apiKey = `tf_live_${'a1B2'.repeat(9)}`;

  it.each([
    ['an API key in a message', {}, `refused ${apiKey}`, apiKey],
    ['an API key deep in a record', { a: { b: [{ c: apiKey }] } }, 'x', apiKey],
    ['an API key in an error', { err: new Error(apiKey) }, 'x', apiKey],
    ['a webhook secret', { text: 'whsec_AbC+/dEf123=' }, 'x', 'AbC+/dEf123'],
    ['an agent secret', { text: 'tfas_AbCdEf123' }, 'x', 'AbCdEf123'],
    ['a Stripe key', { text: 'sk_live_AbCdEf123' }, 'x', 'AbCdEf123'],
    ['a bearer token', { text: 'Bearer abc.def-123' }, 'x', 'abc.def-123'],
    ['an authorization header', { headers: { authorization: 'odd form' } }, 'x', 'odd form'],
    ['a field named secret', { secret: 'hush' }, 'x', 'hush'],
  ])('is blanked: %s', (_what, record, message, secret) => {
    const lines: string[] = [];
    loggerInto(lines).error(record, message);
    expect(lines[0]).not.toContain(secret);
    expect(lines[0]).toContain('[redacted]');
    expect(recordOf(lines)['level']).toBe('error');
  });
});

describe("Nest's own messages", () => {
  it.each([
    ['log', 'info'],
    ['error', 'error'],
    ['warn', 'warn'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
    ['fatal', 'fatal'],
  ] as const)('%s becomes a line of level %s that names the context', (method, level) => {
    const lines: string[] = [];
    new NestLogger(loggerInto(lines, 'trace'))[method]('ready', 'Router');
    expect(recordOf(lines)).toMatchObject({ level, msg: 'ready', context: 'Router' });
  });

  it('about how it puts itself together are for debugging', () => {
    const lines: string[] = [];
    new NestLogger(loggerInto(lines, 'info')).log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(lines).toEqual([]);
  });

  it('keep the stack and the error', () => {
    const lines: string[] = [];
    const logger = new NestLogger(loggerInto(lines));
    logger.error('boom', 'Error: boom\n at x', 'Router');
    logger.error(new TypeError('odd'), 'Router');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'boom',
      stack: 'Error: boom\n at x',
      context: 'Router',
    });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ msg: 'odd', err: { type: 'TypeError' } });
  });

  it('have the fields that come with their message, as fields', () => {
    const lines: string[] = [];
    new NestLogger(loggerInto(lines)).log({ message: 'maintenance', dropped: 2 }, 'Maintenance');
    expect(recordOf(lines)).toMatchObject({ msg: 'maintenance', dropped: 2, context: 'Maintenance' });
  });
});
