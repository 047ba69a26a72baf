import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { makeValidator, str } from 'envalid';
import { canonicalCidr } from '@libs/ip-address/ip-ranges';
import { PLAN_LIMITS_PER_SECOND } from './setting-values';
import type { LogLevel, Plan } from './setting-values';

const PLANS: readonly Plan[] = ['free', 'growth', 'scale', 'unlimited'];
const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

const oneOf = <T extends string>(values: readonly T[]): ReturnType<typeof makeValidator<T>> =>
  makeValidator<T>((input) => {
    const value = values.find((candidate) => candidate === input);
    if (value === undefined) throw new Error(`expected one of ${values.join(', ')}, got "${input}"`);
    return value;
  });

const integer = (least: number, most: number): ReturnType<typeof makeValidator<number>> =>
  makeValidator<number>((input) => {
    const value = Number(input);
    if (!/^\d+$/.test(input) || value < least || value > most) {
      throw new Error(`expected a whole number from ${least} to ${most}, got "${input}"`);
    }
    return value;
  });

// The value of a URL setting is never echoed: it may hold a password.
const urlOf = (...protocols: string[]): ReturnType<typeof makeValidator<string>> =>
  makeValidator<string>((input) => {
    const expected = `expected a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
    if (!URL.canParse(input)) throw new Error(expected);
    const url = new URL(input);
    if (!protocols.includes(url.protocol) || url.hostname === '') throw new Error(expected);
    return input.replace(/\/+$/, '');
  });

const origin = makeValidator<string>((input) => {
  const expected = 'expected an origin such as https://api.example.com, without path, query or user';
  if (!URL.canParse(input)) throw new Error(expected);
  const url = new URL(input);
  if (!['http:', 'https:'].includes(url.protocol) || `${url.origin}/` !== url.href) throw new Error(expected);
  return url.origin;
});

const origins = makeValidator<readonly string[]>((input) => {
  const list = input.split(',').map((text) => text.trim());
  if (!list.every(isOrigin)) {
    throw new Error(
      `expected origins separated by commas, each exact, such as https://app.example.com, got "${input}"`,
    );
  }
  return list;
});

function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}

const contact = makeValidator<string>((input) => {
  if (!/^(?:mailto:|https:\/\/|tel:)[\x21-\x7e]+$/.test(input) || !URL.canParse(input)) {
    throw new Error(`expected mailto:…, https://… or tel:…, got "${input}"`);
  }
  return input;
});

const proxies = makeValidator<false | number | readonly string[]>((input) => {
  if (input === 'false') return false;
  if (/^\d{1,2}$/.test(input)) return Number(input);
  const networks = input.split(',').map((network) => network.trim());
  if (!networks.every(isNetwork)) {
    throw new Error(
      `expected false, a number of proxies, or addresses and CIDRs separated by commas, got "${input}"`,
    );
  }
  return networks;
});

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

const cidrs = makeValidator<readonly string[]>((input) =>
  input.split(',').map((part) => {
    const cidr = canonicalCidr(part.trim());
    if (cidr === undefined) {
      throw new Error(
        `expected ranges of addresses separated by commas, such as 127.0.0.0/8,fd00::/8, with no bit set behind a prefix, got "${input}"`,
      );
    }
    return cidr;
  }),
);

const MAX_LIMIT_PER_SECOND = 1_000_000;

const limitsOfPlans = makeValidator<Readonly<Record<Plan, number>>>((input) => {
  const limits = { ...PLAN_LIMITS_PER_SECOND };
  for (const part of input.split(',')) {
    const [, name, digits] = /^\s*(\w+):(\d{1,7})\s*$/.exec(part) ?? [];
    const plan = PLANS.find((candidate) => candidate === name);
    const limit = Number(digits);
    if (plan === undefined || limit < 1 || limit > MAX_LIMIT_PER_SECOND) {
      throw new Error(
        `expected plans with a limit from 1 to ${MAX_LIMIT_PER_SECOND}, such as free:50,growth:200, got "${input}"`,
      );
    }
    limits[plan] = limit;
  }
  return limits;
});

const scale = makeValidator<number>((input) => {
  const value = Number(input);
  if (!/^\d+(\.\d+)?$/.test(input) || value < 0.001 || value > 1_000) {
    throw new Error(`expected a number from 0.001 to 1000, got "${input}"`);
  }
  return value;
});

const secret = (form: RegExp, expected: string): ReturnType<typeof makeValidator<string>> =>
  makeValidator<string>((input) => {
    // Never echoed.
    if (!form.test(input)) throw new Error(`expected ${expected}`);
    return input;
  });

const stripeKey = secret(/^(?:sk|rk)_(?:test|live)_\w+$/, 'a secret or restricted key such as sk_test_…');
const webhookSecret = secret(/^whsec_\w+$/, 'a signing secret such as whsec_…');

const path = makeValidator<string>((input) => resolve(input));

/** One line each in `.env.example`; a test holds the two equal. `desc` is the comment there. */
export const settingSpecs = {
  HOST: str({ default: '127.0.0.1', desc: 'Address to listen on; 0.0.0.0 for every interface.' }),
  PORT: integer(0, 65_535)({ default: 3000, desc: 'Port to listen on; 0 takes a free one.' }),
  PUBLIC_URL: origin({
    default: undefined,
    example: 'http://localhost:3000',
    desc: 'The origin that customers call. Links and signatures are made from it. Default: localhost:PORT. If it is https, API keys over plain HTTP are refused.',
  }),
  TLS_CERT_FILE: path({
    default: undefined,
    example: '/etc/trustflow/tls/fullchain.pem',
    desc: 'The certificate in PEM, with its issuers behind it: PORT speaks TLS. A renewed one is taken without a restart.',
  }),
  TLS_KEY_FILE: path({
    default: undefined,
    example: '/etc/trustflow/tls/privkey.pem',
    desc: 'The private key of the certificate in PEM, without a passphrase.',
  }),
  HTTP_REDIRECT_PORT: integer(
    0,
    65_535,
  )({
    default: undefined,
    example: '80',
    desc: 'With TLS: a port that speaks plain HTTP and does nothing but lead to PUBLIC_URL. Unset: none.',
  }),
  TRUST_PROXY: proxies({
    default: false,
    desc: 'Proxies whose X-Forwarded-* headers count: false, how many stand in front, or their CIDRs.',
  }),
  CORS_ORIGINS: origins({
    default: undefined,
    example: 'https://app.example.com',
    desc: 'Origins whose pages may call the API from a browser, separated by commas. Unset: none.',
  }),
  SECURITY_CONTACT: contact({
    default: undefined,
    example: 'mailto:security@example.com',
    desc: 'Whom to tell of a vulnerability, for /.well-known/security.txt: mailto:, https:// or tel:. Default: security@ the host of PUBLIC_URL.',
  }),
  DATABASE_URL: urlOf(
    'postgres:',
    'postgresql:',
  )({
    default: undefined,
    example: 'postgres://trustflow_app:…@db:5432/trustflow',
    desc: 'PostgreSQL 15 or newer as the restricted role. Unset: PostgreSQL 18 is started from its npm package.',
  }),
  DATABASE_SYSTEM_URL: urlOf(
    'postgres:',
    'postgresql:',
  )({
    default: undefined,
    example: 'postgres://trustflow_system:…@db:5432/trustflow',
    desc: 'The same database as the role for cross-tenant work. The worker needs it.',
  }),
  DATABASE_QUEUE_URL: urlOf(
    'postgres:',
    'postgresql:',
  )({
    default: undefined,
    example: 'postgres://trustflow_queue:…@db:5432/trustflow',
    desc: "The same database as the role of the queue's schema. The worker needs it where REDIS_URL is unset.",
  }),
  DATABASE_OWNER_URL: urlOf(
    'postgres:',
    'postgresql:',
  )({
    default: undefined,
    example: 'postgres://trustflow_owner:…@db:5432/trustflow',
    desc: 'The same database as the owner, for migrations. Unset at start: the schema must be current already.',
  }),
  REDIS_URL: urlOf(
    'redis:',
    'rediss:',
  )({
    default: undefined,
    example: 'redis://localhost:6379',
    desc: 'Redis for the queue and for limits, with maxmemory-policy noeviction. Unset: the queue runs on PostgreSQL, and each API process keeps its limits to itself.',
  }),
  TRUSTFLOW_MASTER_KEYS: str({
    default: undefined,
    example: 'k1:…',
    desc: 'Master keys, kid:base64 of 32 bytes, newest first, separated by commas. Unset with the embedded database: made once under DATA_DIR.',
  }),
  DATA_DIR: path({
    default: resolve('.trustflow'),
    example: './.trustflow',
    desc: 'Where the embedded database and its keys are kept. Default: .trustflow in the folder of the start.',
  }),
  DEFAULT_PLAN: oneOf(PLANS)({
    default: undefined,
    example: 'unlimited',
    desc: `The plan of a new live tenant: ${PLANS.join(', ')}. Default: free with STRIPE_SECRET_KEY, unlimited without.`,
  }),
  STRIPE_SECRET_KEY: stripeKey({
    default: undefined,
    example: 'sk_test_…',
    desc: "Stripe's secret key: plans can be paid for. npm run stripe-setup makes their prices. Unset: everything but paying works.",
  }),
  STRIPE_WEBHOOK_SECRET: webhookSecret({
    default: undefined,
    example: 'whsec_…',
    desc: "The signing secret of Stripe's webhook to PUBLIC_URL/v1/billing/stripe-webhook. Unset: Stripe is only asked, once a day and at each change.",
  }),
  STRIPE_API_BASE: urlOf(
    'http:',
    'https:',
  )({
    default: undefined,
    example: 'http://127.0.0.1:12111',
    desc: "Another server that speaks Stripe's API, for tests. Unset: Stripe.",
  }),
  TENANT_LIMITS_PER_SECOND: limitsOfPlans({
    default: PLAN_LIMITS_PER_SECOND,
    example: Object.entries(PLAN_LIMITS_PER_SECOND)
      .map((entry) => entry.join(':'))
      .join(','),
    desc: 'Requests a second of one tenant, by its plan; a batch counts as its items. A plan that is not named keeps its default.',
  }),
  IP_LIMIT_PER_SECOND: integer(
    1,
    1_000_000,
  )({ default: 5_000, desc: 'Requests a second from one address, whoever asks.' }),
  FAILED_AUTHENTICATIONS_PER_MINUTE: integer(
    1,
    1_000_000,
  )({ default: 60, desc: 'Failed authentications a minute from one address.' }),
  RATE_LIMIT_SCALE: scale({
    default: 1,
    desc: 'Multiplies the three limits above, for load tests.',
  }),
  SIGNUP_LIMIT_PER_HOUR: integer(1, 1_000_000)({ default: 20, desc: 'Sign-ups an hour from one address.' }),
  WEBHOOK_ALLOW_TARGETS: cidrs({
    default: undefined,
    example: '127.0.0.0/8',
    desc: 'Addresses besides the public ones that webhooks may be sent to, over http and on any port too, as CIDRs separated by commas; for local work. Unset: none.',
  }),
  EVALUATION_RETENTION_DAYS: integer(
    31,
    36_500,
  )({
    default: 400,
    desc: 'How long evaluations are kept. They go by whole months, with the keys, outcomes and reviews of their transactions.',
  }),
  EVENT_RETENTION_DAYS: integer(
    30,
    36_500,
  )({
    default: 30,
    desc: 'How long events are kept, and what became of their deliveries. They go by whole months.',
  }),
  AUDIT_RETENTION_DAYS: integer(
    365,
    36_500,
  )({
    default: 365,
    desc: 'How long audit entries are kept, by whole months; as long as evaluations where that is longer.',
  }),
  METRICS_PORT: integer(
    0,
    65_535,
  )({
    default: undefined,
    example: '9464',
    desc: 'Port for metrics, and for the health of a worker; 0 takes a free one. Default: 9464, or none where another program has it.',
  }),
  METRICS_HOST: str({
    default: '127.0.0.1',
    desc: 'Address of that port. Whoever reaches it may read all of it: there is no key.',
  }),
  LOG_LEVEL: oneOf(LOG_LEVELS)({ default: 'info', desc: `How much is logged: ${LOG_LEVELS.join(', ')}.` }),
};
