import { Client } from 'pg';
import { errorCode } from './embedded-postgres-error';
import { ownerPidSetting } from './server-settings';

/** Where the superuser connects: 127.0.0.1 only, SCRAM password. */
export interface SuperuserConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: 'postgres';
}

/** What a server answered: it is this folder's and lets us in, until its owner (if it names one) ends. */
export type ConnectionOutcome =
  | { readonly kind: 'ours'; readonly ownerPid: number | undefined }
  | { readonly kind: 'wrong password' | 'not yet' };

const connectTimeoutMs = 2_000;
const wrongPassword = '28P01';

/** Asks whether the server of this data folder, and no other that took its port, lets us in there. */
export async function tryConnection(
  connection: SuperuserConnection,
  dataDir: string,
): Promise<ConnectionOutcome> {
  const client = new Client({
    ...connection,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  });
  // A connection that breaks between two statements reports it here only, and would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string; ownerPid: string | null }>(
      `SELECT current_setting('data_directory') AS folder, current_setting($1, true) AS "ownerPid"`,
      [ownerPidSetting],
    );
    const [answer] = rows;
    if (answer?.folder !== dataDir) return { kind: 'not yet' };
    return { kind: 'ours', ownerPid: answer.ownerPid === null ? undefined : Number(answer.ownerPid) };
  } catch (error) {
    return { kind: errorCode(error) === wrongPassword ? 'wrong password' : 'not yet' };
  } finally {
    await client.end();
  }
}
