import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderEnvExample } from './env-example';
import { readSettings } from './settings';
import { SettingsError } from './settings-error';

const MASTER_KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('needs none: the defaults serve one machine on loopback with the embedded database', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      trustProxy: false,
    });
    expect(settings.databaseUrls).toBeUndefined();
    expect(settings.redisUrl).toBeUndefined();
  });

  it('shows metrics on loopback, on a port that it knows whether somebody chose', () => {
    const of = (environment: NodeJS.ProcessEnv): object => readSettings(environment).metrics;
    expect(of({})).toEqual({ host: '127.0.0.1', port: 9464, isChosen: false });
    expect(of({ METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' })).toEqual({
      ...{ host: '0.0.0.0', port: 9464, isChosen: true },
    });
    expect(problemsOf({ METRICS_PORT: '65536' })).toEqual([
      'METRICS_PORT: expected a whole number from 0 to 65535, got "65536"',
    ]);
  });

  it('takes an empty value for unset', () => {
    expect(readSettings({ DATABASE_URL: '', PORT: '' }).port).toBe(3000);
  });

  it.each([
    ['PORT', '70000', 'PORT: expected a whole number from 0 to 65535, got "70000"'],
    ['PORT', '3000x', 'PORT: expected a whole number from 0 to 65535, got "3000x"'],
    [
      'PUBLIC_URL',
      'https://a.example/path',
      'PUBLIC_URL: expected an origin such as https://api.example.com, without path, query or user',
    ],
    [
      'DATABASE_URL',
      'mysql://u:secret@h/d',
      'DATABASE_URL: expected a URL that starts with postgres:// or postgresql://',
    ],
    ['REDIS_URL', 'localhost:6379', 'REDIS_URL: expected a URL that starts with redis:// or rediss://'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: expected one of silent, error, warn, info, debug, got "loud"'],
    ['DEFAULT_PLAN', 'gold', 'DEFAULT_PLAN: expected one of free, growth, scale, unlimited, got "gold"'],
    [
      'SIGNUP_LIMIT_PER_HOUR',
      '0',
      'SIGNUP_LIMIT_PER_HOUR: expected a whole number from 1 to 1000000, got "0"',
    ],
    ...['free:0', 'free', 'gold:5', 'free:50;growth:5', 'free:1000001', 'free:-1'].map(
      (wrong): [string, string, string] => [
        'TENANT_LIMITS_PER_SECOND',
        wrong,
        `TENANT_LIMITS_PER_SECOND: expected plans with a limit from 1 to 1000000, such as free:50,growth:200, got "${wrong}"`,
      ],
    ),
    ...['0', '1001', '-1', '1e2'].map((wrong): [string, string, string] => [
      'RATE_LIMIT_SCALE',
      wrong,
      `RATE_LIMIT_SCALE: expected a number from 0.001 to 1000, got "${wrong}"`,
    ]),
    ['IP_LIMIT_PER_SECOND', '0', 'IP_LIMIT_PER_SECOND: expected a whole number from 1 to 1000000, got "0"'],
    [
      'EVALUATION_RETENTION_DAYS',
      '30',
      'EVALUATION_RETENTION_DAYS: expected a whole number from 31 to 36500, got "30"',
    ],
    [
      'EVENT_RETENTION_DAYS',
      '29',
      'EVENT_RETENTION_DAYS: expected a whole number from 30 to 36500, got "29"',
    ],
    [
      'AUDIT_RETENTION_DAYS',
      '364',
      'AUDIT_RETENTION_DAYS: expected a whole number from 365 to 36500, got "364"',
    ],
    [
      'TRUST_PROXY',
      '10.0.0.0/99',
      'TRUST_PROXY: expected false, a number of proxies, or addresses and CIDRs separated by commas, got "10.0.0.0/99"',
    ],
  ])('stops at %s=%s with the name and what was expected', (name, value, problem) => {
    expect(problemsOf({ [name]: value, TRUSTFLOW_MASTER_KEYS: MASTER_KEYS })).toEqual([problem]);
  });

  it('names every wrong value at once', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(2);
  });

  it.each([
    [{ TLS_CERT_FILE: '/c.pem' }, 'TLS_KEY_FILE: needed with TLS_CERT_FILE'],
    [{ TLS_KEY_FILE: '/k.pem' }, 'TLS_CERT_FILE: needed with TLS_KEY_FILE'],
    [
      { HTTP_REDIRECT_PORT: '80' },
      'HTTP_REDIRECT_PORT: leads to TLS, and needs TLS_CERT_FILE and TLS_KEY_FILE',
    ],
    [
      { TLS_CERT_FILE: '/c.pem', TLS_KEY_FILE: '/k.pem', PUBLIC_URL: 'http://api.example.com' },
      'PUBLIC_URL: expected https:// where TLS_CERT_FILE is set, got "http://api.example.com"',
    ],
  ])('stops at half of TLS: %j', (environment, problem) => {
    expect(problemsOf(environment)).toEqual([problem]);
  });

  it('speaks TLS with two files, and is then called over https', () => {
    const files = { TLS_CERT_FILE: '/c.pem', TLS_KEY_FILE: '/k.pem' };
    expect(readSettings(files)).toMatchObject({
      publicUrl: 'https://localhost:3000',
      tls: { certFile: '/c.pem', keyFile: '/k.pem' },
    });
    expect(readSettings({ ...files, HTTP_REDIRECT_PORT: '80' }).tls?.redirectPort).toBe(80);
  });

  it.each([
    ['https://app.example.com, http://localhost:5173', ['https://app.example.com', 'http://localhost:5173']],
    [undefined, []],
  ])('reads CORS_ORIGINS=%s', (CORS_ORIGINS, expected) => {
    expect(readSettings({ CORS_ORIGINS }).corsOrigins).toEqual(expected);
  });

  it.each([
    '*',
    'null',
    'https://app.example.com/',
    'https://*.example.com',
    'app.example.com',
    'https://a.b,,',
  ])('takes origins that are exact, and not %s', (CORS_ORIGINS) => {
    expect(problemsOf({ CORS_ORIGINS }).join()).toContain(
      'CORS_ORIGINS: expected origins separated by commas',
    );
  });

  it.each([
    ['127.0.0.0/8, fd00::/8', ['127.0.0.0/8', 'fd00::/8']],
    ['192.0.2.1,::ffff:10.0.0.0/104', ['192.0.2.1/32', '10.0.0.0/8']],
    [undefined, []],
  ])('reads WEBHOOK_ALLOW_TARGETS=%s', (WEBHOOK_ALLOW_TARGETS, expected) => {
    expect(readSettings({ WEBHOOK_ALLOW_TARGETS }).webhookAllowTargets).toEqual(expected);
  });

  it.each(['localhost', '127.0.0.1/8', '127.0.0.0/33', '10.0.0.0/8,', '*'])(
    'takes ranges of addresses as targets, and not %s',
    (WEBHOOK_ALLOW_TARGETS) => {
      expect(problemsOf({ WEBHOOK_ALLOW_TARGETS }).join()).toContain(
        'WEBHOOK_ALLOW_TARGETS: expected ranges of addresses',
      );
    },
  );

  it('names the mailbox of RFC 2142 for who finds a hole, or another contact', () => {
    const of = (environment: NodeJS.ProcessEnv): string => readSettings(environment).securityContact;
    expect(of({ PUBLIC_URL: 'https://api.example.com:8443' })).toBe('mailto:security@api.example.com');
    expect(of({ SECURITY_CONTACT: 'https://example.com/report' })).toBe('https://example.com/report');
    for (const SECURITY_CONTACT of ['security@example.com', 'http://example.com', 'mailto:', 'tel:1\n2']) {
      expect(problemsOf({ SECURITY_CONTACT }).join()).toContain('SECURITY_CONTACT: expected mailto:…');
    }
  });

  it('never prints the value of a URL, which may hold a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://u:hunter2@h/d' }).join()).not.toContain('hunter2');
  });

  it('asks for master keys beside a database that is not embedded', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://a@h/d' }).join()).toContain(
      'TRUSTFLOW_MASTER_KEYS: needed with DATABASE_URL',
    );
  });

  it.each([
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('reads TRUST_PROXY=%s', (value, expected) => {
    expect(readSettings({ TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  it('limits each plan as it is told, a plan that is not named as ever, and all of it by the scale', () => {
    const of = (environment: NodeJS.ProcessEnv): object => readSettings(environment).requestLimits;
    expect(of({})).toEqual({
      perSecondOfPlan: { free: 50, growth: 200, scale: 1_000, unlimited: 10_000 },
      perSecondOfAddress: 5_000,
      failedAuthenticationsPerMinute: 60,
    });
    expect(
      of({ TENANT_LIMITS_PER_SECOND: 'free:5, scale:7', IP_LIMIT_PER_SECOND: '9', RATE_LIMIT_SCALE: '0.5' }),
    ).toEqual({
      perSecondOfPlan: { free: 3, growth: 100, scale: 4, unlimited: 5_000 },
      perSecondOfAddress: 5,
      failedAuthenticationsPerMinute: 30,
    });
  });

  it('keeps audit entries for a year, and for as long as the evaluations whose receipts they are', () => {
    const of = (EVALUATION_RETENTION_DAYS: string): number =>
      readSettings({ EVALUATION_RETENTION_DAYS }).auditRetentionDays;
    expect([of('31'), of('800')]).toEqual([365, 800]);
  });

  it('has every setting in .env.example, and nothing else there', () => {
    expect(readFileSync(join(__dirname, '../../.env.example'), 'utf8')).toBe(renderEnvExample());
  });
});
