import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError } from './embedded-postgres-error';

export interface DatabaseUser {
  readonly name: string;
  /** What a child process switches to; empty when it stays who we are. */
  readonly switchTo: { readonly uid?: number; readonly gid?: number };
}

const candidates = ['postgres', 'nobody'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

export function currentUser(): DatabaseUser {
  return { name: currentUserName(), switchTo: {} };
}

/**
 * Who runs PostgreSQL when we are root, which it refuses to be: the owner of the data where there is some, else
 * the system's `postgres`, else `nobody`.
 */
export function unprivilegedUser(existingDataDir: string | undefined): DatabaseUser {
  const passwd = readFileSync('/etc/passwd', 'utf8');
  const owner = existingDataDir === undefined ? undefined : statSync(existingDataDir);
  if (owner !== undefined && owner.uid !== 0) {
    const { uid, gid } = owner;
    return { name: nameOf(passwd, uid), switchTo: { uid, gid } };
  }
  const user = firstUserOf(passwd, candidates);
  if (user !== undefined) return user;
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root and this machine has none of the users ${candidates.join(', ')}: start as another user, or set DATABASE_URL.`,
  );
}

/** The first of the names that stands in a passwd(5) file with ids other than root's. */
export function firstUserOf(passwd: string, names: readonly string[]): DatabaseUser | undefined {
  for (const name of names) {
    const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`));
    const [uid, gid] = (line ?? '').split(':').slice(2, 4).map(Number);
    if (uid !== undefined && gid !== undefined && uid > 0) return { name, switchTo: { uid, gid } };
  }
  return undefined;
}

function nameOf(passwd: string, uid: number): string {
  const line = passwd.split('\n').find((entry) => entry.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? `number ${uid}`;
}

function currentUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return `number ${process.getuid?.() ?? 'unknown'}`;
  }
}
