/** A database that TrustFlow can't start on. The message is one sentence that says what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/** The SQLSTATE of an error of PostgreSQL's, also through TypeORM's wrapper. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code } = driverErrorOf(error);
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The table that a constraint error names. */
export function tableOf(error: unknown): string | undefined {
  const { table } = driverErrorOf(error);
  return typeof table === 'string' ? table : undefined;
}

// Connection exceptions; a server that shuts down, crashed or starts; too many connections.
const AWAY_STATES = /^(?:08...|57P0[123]|53300)$/;
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// What pg and its pool say in words only.
const AWAY_MESSAGE =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the database can't be reached just now, as opposed to having refused a statement. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = driverErrorOf(error);
  if (typeof code === 'string') return AWAY_STATES.test(code) || AWAY_CODES.has(code);
  return typeof message === 'string' && AWAY_MESSAGE.test(message);
}

function driverErrorOf(error: unknown): { code?: unknown; table?: unknown; message?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  const inner: unknown = 'driverError' in error ? error.driverError : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}
