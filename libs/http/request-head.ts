import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem';

export const MAX_URI_LENGTH = 8192;
export const MAX_HEADERS = 100;

/** Two of these, and a proxy could go by the one while we go by the other. Node takes the first in silence. */
const SINGLE_HEADERS = ['host', 'authorization', 'content-type', 'content-encoding', 'idempotency-key'];
/** RFC 3986 section 3.2: a name, an IPv4 address or an IPv6 one in brackets, and perhaps a port. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/** Middleware: what the parser lets through and the rest of the house need not think of. */
export function checkRequestHead(request: Request, _response: Response, next: NextFunction): void {
  if (request.originalUrl.length > MAX_URI_LENGTH) {
    throw uriTooLong();
  }
  if (request.rawHeaders.length > 2 * MAX_HEADERS) {
    throw new Problem('headers_too_large', `A request may have ${MAX_HEADERS} headers.`);
  }
  const fault = faultOf(request);
  if (fault !== undefined) {
    throw new Problem('bad_request', fault, { headers: { Connection: 'close' } });
  }
  next();
}

export function uriTooLong(): Problem {
  return new Problem('uri_too_long', `The path and query together may be ${MAX_URI_LENGTH} bytes.`);
}

/** Undefined for a head that everyone on the way reads alike. */
function faultOf(request: IncomingMessage): string | undefined {
  const { httpVersion, headers } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 'Speak HTTP/1.1.';
  const repeated = repeatedHeader(request);
  if (repeated !== undefined) return `The header ${repeated} stands there twice.`;
  // RFC 9112 section 3.2. Node would answer this itself, without our headers, and is told not to.
  if (headers.host === undefined) return httpVersion === '1.1' ? 'The Host header is missing.' : undefined;
  if (!HOST.test(headers.host)) return 'The Host header is malformed.';
  return codingFaultOf(request);
}

/** RFC 9112 section 6.1: HTTP/1.0 knows no transfer coding, so that something on the way forwards what it can't read. */
function codingFaultOf({ httpVersion, headers }: IncomingMessage): string | undefined {
  const coding = headers['transfer-encoding'];
  if (coding === undefined || (httpVersion === '1.1' && coding.toLowerCase() === 'chunked')) return undefined;
  return 'The one Transfer-Encoding is chunked, in HTTP/1.1.';
}

function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  const seen = new Set<string>();
  // Names and values take turns.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.includes(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}
