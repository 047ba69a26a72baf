import { cleanEnv } from 'envalid';
import { SettingsError } from './settings-error';
import { settingSpecs } from './setting-specs';
import type { LogLevel, Plan } from './setting-values';

/** Where each role connects. All of them are of one PostgreSQL database. */
export interface DatabaseUrls {
  /** The restricted role that serves requests. */
  readonly app: string;
  /** Cross-tenant work. Only processes with a worker need it. */
  readonly system?: string;
  /** The queue's own schema, where no Redis is set. */
  readonly queue?: string;
  /** Migrations. */
  readonly owner?: string;
}

/** What is asked may be counted under several of these. */
export interface RequestLimits {
  readonly perSecondOfPlan: Readonly<Record<Plan, number>>;
  readonly perSecondOfAddress: number;
  readonly failedAuthenticationsPerMinute: number;
}

/** The process speaks TLS itself. */
export interface TlsSettings {
  readonly certFile: string;
  readonly keyFile: string;
  /** Speaks plain HTTP and leads to `publicUrl`. 0 takes a free port; undefined: none. */
  readonly redirectPort?: number;
}

/** Where metrics are read. */
export interface MetricsSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Somebody wants this very port. */
  readonly isChosen: boolean;
}

/** Plans are paid for through Stripe. */
export interface StripeSettings {
  readonly secretKey: string;
  /** Undefined: nothing that Stripe tells of is believed, and it is asked once a day. */
  readonly webhookSecret?: string;
  /** Undefined: Stripe's own. */
  readonly apiBase?: string;
}

const DEFAULT_METRICS_PORT = 9_464;

/** Every setting, read once at start. Units are in the names. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** What customers call: signatures and links are judged against it, never against the Host header. No trailing slash. */
  readonly publicUrl: string;
  /** How many proxies stand in front, or the CIDRs they come from; false: none. */
  readonly trustProxy: false | number | readonly string[];
  /** Undefined: plain HTTP, as behind a proxy that speaks TLS. `publicUrl` is https where it is set. */
  readonly tls?: TlsSettings;
  /** Origins whose pages may read answers in a browser. */
  readonly corsOrigins: readonly string[];
  /** A URI: whom to tell of a vulnerability. */
  readonly securityContact: string;
  /** Undefined: the embedded PostgreSQL is started under `dataDir`. */
  readonly databaseUrls?: DatabaseUrls;
  /** Undefined: the queue runs on PostgreSQL and limits are kept in this process. */
  readonly redisUrl?: string;
  /** `kid:base64,…`, newest first. Undefined: made once under `dataDir`. */
  readonly masterKeys?: string;
  readonly dataDir: string;
  /** The plan of a new live tenant. */
  readonly defaultPlan: Plan;
  /** Undefined: nothing can be paid for. */
  readonly stripe?: StripeSettings;
  readonly requestLimits: RequestLimits;
  readonly signupLimitPerHour: number;
  /** CIDRs, as `canonicalCidr` writes them, that webhooks may be sent to besides public addresses. */
  readonly webhookAllowTargets: readonly string[];
  readonly evaluationRetentionDays: number;
  readonly eventRetentionDays: number;
  /** At least `evaluationRetentionDays`: an evaluation is shown with the receipt of its audit entry. */
  readonly auditRetentionDays: number;
  readonly metrics: MetricsSettings;
  readonly logLevel: LogLevel;
}

/** Parses `environment`. Throws a SettingsError that names every wrong value and what was expected. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const env = cleanEnv(withoutEmpty(environment), settingSpecs, { reporter: refuse });
  const reached = transport(env);
  return {
    host: env.HOST,
    port: env.PORT,
    trustProxy: env.TRUST_PROXY,
    ...reached,
    corsOrigins: env.CORS_ORIGINS ?? [],
    // RFC 2142 gives every domain this mailbox.
    securityContact: env.SECURITY_CONTACT ?? `mailto:security@${new URL(reached.publicUrl).hostname}`,
    ...(env.DATABASE_URL === undefined ? {} : { databaseUrls: databaseUrls(env.DATABASE_URL, env) }),
    ...optional('redisUrl', env.REDIS_URL),
    ...optional('masterKeys', masterKeys(env)),
    dataDir: env.DATA_DIR,
    ...payment(env),
    requestLimits: requestLimits(env),
    signupLimitPerHour: env.SIGNUP_LIMIT_PER_HOUR,
    webhookAllowTargets: env.WEBHOOK_ALLOW_TARGETS ?? [],
    evaluationRetentionDays: env.EVALUATION_RETENTION_DAYS,
    eventRetentionDays: env.EVENT_RETENTION_DAYS,
    auditRetentionDays: Math.max(env.AUDIT_RETENTION_DAYS, env.EVALUATION_RETENTION_DAYS),
    metrics: {
      host: env.METRICS_HOST,
      port: env.METRICS_PORT ?? DEFAULT_METRICS_PORT,
      isChosen: env.METRICS_PORT !== undefined,
    },
    logLevel: env.LOG_LEVEL,
  };
}

/** All that a migration needs: it serves nobody and derives no secret. */
export function readOwnerUrl(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { DATABASE_OWNER_URL } = settingSpecs;
  return cleanEnv(withoutEmpty(environment), { DATABASE_OWNER_URL }, { reporter: refuse }).DATABASE_OWNER_URL;
}

/** The key that `npm run evaluate` sends; not a setting of the server. */
export function readApiKey(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment['TRUSTFLOW_API_KEY'];
}

function refuse({ errors }: { errors: Readonly<Record<string, Error | undefined>> }): void {
  const problems = Object.entries(errors).map(([name, error]) => `${name}: ${error?.message ?? ''}`);
  if (problems.length > 0) throw new SettingsError(problems);
}

interface Payment {
  readonly DEFAULT_PLAN: Plan | undefined;
  readonly STRIPE_SECRET_KEY: string | undefined;
  readonly STRIPE_WEBHOOK_SECRET: string | undefined;
  readonly STRIPE_API_BASE: string | undefined;
}

function payment(env: Payment): Pick<Settings, 'defaultPlan' | 'stripe'> {
  const { DEFAULT_PLAN: plan, STRIPE_SECRET_KEY: secretKey } = env;
  if (secretKey === undefined) {
    refuseHalfOfStripe(env);
    return { defaultPlan: plan ?? 'unlimited' };
  }
  // Whoever signs up has paid for nothing.
  if (plan === 'growth' || plan === 'scale') {
    throw new SettingsError([
      `DEFAULT_PLAN: expected free or unlimited with STRIPE_SECRET_KEY, got "${plan}"`,
    ]);
  }
  return {
    defaultPlan: plan ?? 'free',
    stripe: {
      secretKey,
      ...optional('webhookSecret', env.STRIPE_WEBHOOK_SECRET),
      ...optional('apiBase', env.STRIPE_API_BASE),
    },
  };
}

function refuseHalfOfStripe(env: Payment): void {
  for (const name of ['STRIPE_WEBHOOK_SECRET', 'STRIPE_API_BASE'] as const) {
    if (env[name] !== undefined) throw new SettingsError([`STRIPE_SECRET_KEY: needed with ${name}`]);
  }
}

function requestLimits(env: {
  readonly TENANT_LIMITS_PER_SECOND: Readonly<Record<Plan, number>>;
  readonly IP_LIMIT_PER_SECOND: number;
  readonly FAILED_AUTHENTICATIONS_PER_MINUTE: number;
  readonly RATE_LIMIT_SCALE: number;
}): RequestLimits {
  const scaled = (limit: number): number => Math.max(1, Math.round(limit * env.RATE_LIMIT_SCALE));
  const { free, growth, scale, unlimited } = env.TENANT_LIMITS_PER_SECOND;
  return {
    perSecondOfPlan: {
      free: scaled(free),
      growth: scaled(growth),
      scale: scaled(scale),
      unlimited: scaled(unlimited),
    },
    perSecondOfAddress: scaled(env.IP_LIMIT_PER_SECOND),
    failedAuthenticationsPerMinute: scaled(env.FAILED_AUTHENTICATIONS_PER_MINUTE),
  };
}

interface Transport {
  readonly PORT: number;
  readonly PUBLIC_URL: string | undefined;
  readonly TLS_CERT_FILE: string | undefined;
  readonly TLS_KEY_FILE: string | undefined;
  readonly HTTP_REDIRECT_PORT: number | undefined;
}

function transport(env: Transport): Pick<Settings, 'publicUrl' | 'tls'> {
  const {
    PUBLIC_URL,
    TLS_CERT_FILE: certFile,
    TLS_KEY_FILE: keyFile,
    HTTP_REDIRECT_PORT: redirectPort,
  } = env;
  if (certFile === undefined || keyFile === undefined) {
    refuseHalfOfTls(env);
    return { publicUrl: PUBLIC_URL ?? `http://localhost:${env.PORT}` };
  }
  const publicUrl = PUBLIC_URL ?? `https://localhost:${env.PORT}`;
  if (!publicUrl.startsWith('https:')) {
    throw new SettingsError([`PUBLIC_URL: expected https:// where TLS_CERT_FILE is set, got "${publicUrl}"`]);
  }
  return { publicUrl, tls: { certFile, keyFile, ...(redirectPort !== undefined && { redirectPort }) } };
}

function refuseHalfOfTls({ TLS_CERT_FILE, TLS_KEY_FILE, HTTP_REDIRECT_PORT }: Transport): void {
  if (TLS_CERT_FILE !== undefined) throw new SettingsError(['TLS_KEY_FILE: needed with TLS_CERT_FILE']);
  if (TLS_KEY_FILE !== undefined) throw new SettingsError(['TLS_CERT_FILE: needed with TLS_KEY_FILE']);
  if (HTTP_REDIRECT_PORT !== undefined) {
    throw new SettingsError(['HTTP_REDIRECT_PORT: leads to TLS, and needs TLS_CERT_FILE and TLS_KEY_FILE']);
  }
}

interface OptionalUrls {
  readonly DATABASE_SYSTEM_URL: string | undefined;
  readonly DATABASE_QUEUE_URL: string | undefined;
  readonly DATABASE_OWNER_URL: string | undefined;
}

function databaseUrls(app: string, env: OptionalUrls): DatabaseUrls {
  return {
    app,
    ...optional('system', env.DATABASE_SYSTEM_URL),
    ...optional('queue', env.DATABASE_QUEUE_URL),
    ...optional('owner', env.DATABASE_OWNER_URL),
  };
}

function masterKeys(env: {
  readonly DATABASE_URL: string | undefined;
  readonly TRUSTFLOW_MASTER_KEYS: string | undefined;
}): string | undefined {
  // Keys made on this machine would be lost with it, and a second process would make others.
  if (env.DATABASE_URL !== undefined && env.TRUSTFLOW_MASTER_KEYS === undefined) {
    throw new SettingsError([
      'TRUSTFLOW_MASTER_KEYS: needed with DATABASE_URL; expected kid:base64 of 32 bytes, for example k1:$(openssl rand -base64 32)',
    ]);
  }
  return env.TRUSTFLOW_MASTER_KEYS;
}

/** `NAME=` in a .env file means the same as no line at all. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
