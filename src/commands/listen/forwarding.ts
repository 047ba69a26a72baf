import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'undici';
import type { AnswerBack, Received } from './delivery-receiver';

/** Less than the sender waits. */
const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 65_536;
const PASSED_ON = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];
const PASSED_BACK = ['content-type', 'retry-after', 'location'];
const BAD_GATEWAY = 502;

export interface Forwarded {
  readonly answer: AnswerBack;
  readonly durationMs: number;
  /** Why there was no answer; then `answer` says so to the sender, who tries again. */
  readonly error?: string;
}

/** Sends a delivery on as it came. Follows no redirect: the sender takes one for a failure. */
export async function forward(url: URL, { headers, body }: Received): Promise<Forwarded> {
  const startedAtMs = performance.now();
  const took = (): number => Math.round(performance.now() - startedAtMs);
  try {
    const response = await request(url, {
      method: 'POST',
      headers: picked(headers, PASSED_ON),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answered = Buffer.from(await response.body.arrayBuffer()).subarray(0, MAX_ANSWER_BYTES);
    const answer = {
      status: response.statusCode,
      headers: picked(response.headers, PASSED_BACK),
      body: answered,
    };
    return { answer, durationMs: took() };
  } catch (error) {
    const { name, code = name } = error as { name: string; code?: string };
    return { answer: { status: BAD_GATEWAY }, durationMs: took(), error: code };
  }
}

function picked(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
