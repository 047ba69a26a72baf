import { errors } from 'undici';
import type { SendErrorCode } from './send-error';

/** A failure that knows its code already. */
export class SendFault extends Error {
  override readonly name = 'SendFault';

  constructor(
    readonly code: SendErrorCode,
    message: string,
  ) {
    super(message);
  }
}

const NOT_HTTP = [errors.HTTPParserError, errors.ResponseContentLengthMismatchError];
const TIMEOUT_CODES = ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'];
const TRANSPORT_CODE = /^(?:E[A-Z]+|UND_ERR_\w+)$/;
/** OpenSSL's own failures come as EPROTO. */
const isTransport = (code: string): boolean => TRANSPORT_CODE.test(code) && code !== 'EPROTO';

/** Why there is no connection. `error` as Node's sockets or undici's connector give it. */
export function connectFault(error: unknown, isTls: boolean): SendFault {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return new SendFault('connection_refused', 'The connection was refused.');
  if (TIMEOUT_CODES.includes(code)) return new SendFault('timeout', 'No connection came about in time.');
  // Whoever hangs up during the handshake does not want our TLS.
  if (isTls && (!isTransport(code) || code === 'ECONNRESET')) {
    return new SendFault('tls_failed', `No trusted TLS connection came about (${code}).`);
  }
  return new SendFault('connection_failed', `No connection came about (${code}).`);
}

/** Why there is no whole answer. `error` as undici gives it, or a fault already. */
export function answerFault(error: unknown): SendFault {
  if (error instanceof SendFault) return error;
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new SendFault('timeout', 'The answer did not come in time.');
  }
  if (error instanceof errors.HeadersOverflowError) {
    return new SendFault('answer_invalid', "The answer's headers are too large.");
  }
  if (NOT_HTTP.some((kind) => error instanceof kind)) {
    return new SendFault('answer_invalid', 'The answer is not HTTP/1.1.');
  }
  return new SendFault('connection_broken', 'The connection ended before the answer did.');
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}
