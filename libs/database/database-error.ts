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

// Connection exceptions; a server that shuts down, crashed, starts, or has no room; too many connections.
const UNREACHABLE_STATES = /^(?:08...|57P0[123]|53[0-9]{3})$/;
// A lock that others held for too long, and a race that was lost at every try.
const CONTENDED_STATES = /^(?:55P03|40001|40P01)$/;
const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// What pg, its pool and TypeORM say in words only. TypeORM releases the runner of a connection that breaks between two
// statements, and says of the next statement no more than that it was released.
const UNREACHABLE_MESSAGE =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered a connection error|was closed)|Query (?:read timeout|runner already released))/;

/** More is asked of the database than it gets done: what would wait for too long is sent away. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
}

/** Whether the database can't serve just now but may in a moment, as opposed to having refused a statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseBusyError || isDatabaseUnreachable(error)) return true;
  return CONTENDED_STATES.test(sqlStateOf(error) ?? '');
}

/** Whether nothing at all is to be had of it just now, whoever asks. */
export function isDatabaseUnreachable(error: unknown): boolean {
  const { code, message } = driverErrorOf(error);
  if (typeof code === 'string') return UNREACHABLE_STATES.test(code) || UNREACHABLE_CODES.has(code);
  return typeof message === 'string' && UNREACHABLE_MESSAGE.test(message);
}

function driverErrorOf(error: unknown): { code?: unknown; table?: unknown; message?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  const inner: unknown = 'driverError' in error ? error.driverError : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}
