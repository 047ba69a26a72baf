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
  // Express answers 304 to `If-None-Match: *` though no answer of ours has a version.
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  next();
}

export function uriTooLong(): Problem {
  return new Problem('uri_too_long', `The path and query together may be ${MAX_URI_LENGTH} bytes.`);
}

/** Undefined for a head that everyone on the way reads alike. */
function faultOf(request: IncomingMessage): string | undefined {
  for (const check of [versionFault, repeatedHeaderFault, hostFault, codingFault, urlFault]) {
    const fault = check(request);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function versionFault({ httpVersion }: IncomingMessage): string | undefined {
  return httpVersion === '1.1' || httpVersion === '1.0' ? undefined : 'Speak HTTP/1.1.';
}

function repeatedHeaderFault({ rawHeaders }: IncomingMessage): string | undefined {
  const seen = new Set<string>();
  // Names and values take turns.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.includes(name)) continue;
    if (seen.has(name)) return `The header ${name} stands there twice.`;
    seen.add(name);
  }
  return undefined;
}

/** RFC 9112 section 3.2. Node would answer this itself, without our headers, and is told not to. */
function hostFault({ httpVersion, headers: { host } }: IncomingMessage): string | undefined {
  if (host === undefined) return httpVersion === '1.1' ? 'The Host header is missing.' : undefined;
  return HOST.test(host) ? undefined : 'The Host header is malformed.';
}

/** RFC 9112 section 6.1: HTTP/1.0 knows no transfer coding, so that something on the way forwards what it can't read. */
function codingFault({ httpVersion, headers }: IncomingMessage): string | undefined {
  const coding = headers['transfer-encoding'];
  if (coding === undefined || (httpVersion === '1.1' && coding.toLowerCase() === 'chunked')) return undefined;
  return 'The one Transfer-Encoding is chunked, in HTTP/1.1.';
}

/** No name has it, and PostgreSQL takes it in no text. */
function urlFault({ url }: IncomingMessage): string | undefined {
  return url?.includes('%00') === true ? 'The URL holds a NUL.' : undefined;
}
