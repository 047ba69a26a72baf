import { SettingsError } from '@libs/config/settings-error';
import { DatabaseError } from '@libs/database/database-error';
import { EmbeddedPostgresError } from '@libs/database/embedded-postgres/embedded-postgres-error';
import { KeyRingError } from '@libs/secrets/key-ring';
import { CertificateError } from '@libs/tls/certificate';

const STOP_DEADLINE_MS = 40_000;

export type Stop = () => Promise<void>;

/** Errors that a person can act on: their message is all there is to say. */
const EXPECTED = [SettingsError, DatabaseError, EmbeddedPostgresError, KeyRingError, CertificateError];

/**
 * Runs a process from its start to its orderly end. SIGINT and SIGTERM stop it once, finishing what is under way;
 * a second one, or a stop that takes longer than 40 s, ends it at once.
 */
export function runProcess(start: () => Promise<Stop>): void {
  let isStopping = false;
  const started = start();
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    process.stderr.write(`\n${signal}: finishing what is under way …\n`);
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    started.then((close) => close()).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  started.catch(fail);
}

function fail(error: unknown): void {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (EXPECTED.some((kind) => error instanceof kind)) return `trustflow: ${(error as Error).message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
