import type { CorsOptions } from '@nestjs/common/internal';

/** What a page on another origin may read besides what every page may. */
const READABLE = [
  'Trace-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Idempotent-Replayed',
  'Location',
  'WWW-Authenticate',
];
const SENDABLE = [
  ...['Authorization', 'Content-Type', 'Idempotency-Key', 'traceparent'],
  ...['Signature', 'Signature-Input', 'Content-Digest', 'Api-Key-Digest', 'Agent-Signature'],
];
const PREFLIGHT_COUNTS_SECONDS = 600;

/** Pages on these very origins may call, with a key that they hold; cookies count for nothing, so none are allowed. */
export function corsFor(origins: readonly string[]): CorsOptions {
  return {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: SENDABLE,
    exposedHeaders: READABLE,
    credentials: false,
    maxAge: PREFLIGHT_COUNTS_SECONDS,
  };
}
