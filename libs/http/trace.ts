import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const TRACE_ID = Symbol('traceId');
type Traced = IncomingMessage & { [TRACE_ID]?: string };

// https://www.w3.org/TR/trace-context/#traceparent-header. Version ff and ids of zeros are invalid. A later
// version may carry more behind a hyphen; version 00 ends after 55 characters.
const TRACEPARENT =
  /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/;

/** The trace id of a request: 32 hex digits. The same ones stand in its answer, its log lines and problems. */
export function traceIdOf(request: IncomingMessage): string {
  const traced: Traced = request;
  const traceId = traced[TRACE_ID] ?? traceIdFrom(request.headers['traceparent']) ?? newTraceId();
  traced[TRACE_ID] = traceId;
  return traceId;
}

/** Middleware: continues the trace of a valid `traceparent`, or begins one, and answers with `Trace-Id`. */
export function trace(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.setHeader('Trace-Id', traceIdOf(request));
  next();
}

/** 122 random bits; a UUID, because Node draws those from a pool, at a tenth of the price of random bytes. */
export function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

/** The trace id in a `traceparent`; undefined if the header is missing or breaks the recommendation. */
export function traceIdFrom(traceparent: string | string[] | undefined): string | undefined {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
}
