import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem';

export const MAX_URI_LENGTH = 8192;

/** Middleware: what the parser lets through and the rest of the house need not think of. */
export function checkRequestHead(request: Request, _response: Response, next: NextFunction): void {
  if (request.originalUrl.length > MAX_URI_LENGTH) {
    throw uriTooLong();
  }
  // RFC 9112 section 3.2. Node would answer this itself, without our headers, and is told not to.
  if (request.httpVersion === '1.1' && request.headers.host === undefined) {
    throw new Problem('bad_request', 'The Host header is missing.');
  }
  next();
}

export function uriTooLong(): Problem {
  return new Problem('uri_too_long', `The path and query together may be ${MAX_URI_LENGTH} bytes.`);
}
