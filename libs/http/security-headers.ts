import { IncomingMessage, ServerResponse } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

const API_POLICY = {
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

const PAGE_POLICY = {
  ...API_POLICY,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
};

const API_HEADERS = headersUnder(API_POLICY);
const PAGE_HEADERS = headersUnder(PAGE_POLICY);

/** What every response carries, also one that Node's parser answers before there is a request. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  ...API_HEADERS,
  'cache-control': 'no-store',
};

/** Middleware for every response. */
export function securityHeaders(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  setAll(response, SECURITY_HEADERS);
  next();
}

/** Middleware for the paths of pages: they may load their own scripts, styles and images, and call the API. */
export function pageSecurityHeaders(
  _request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  setAll(response, PAGE_HEADERS);
  next();
}

function setAll(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    response.setHeader(name, headers[name] ?? '');
  }
}

/** Helmet writes to a response; one that goes nowhere makes a constant of what it writes. */
function headersUnder(directives: Record<string, string[]>): Record<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  setHeaders(response.req, response, (error?: unknown) => {
    if (error instanceof Error) {
      throw error;
    }
  });
  return asTexts(response.getHeaders());
}

function asTexts(headers: OutgoingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
