import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { readEvaluation, readProblem } from './api-answer';
import type { Evaluation, Problem } from './api-answer';
import { JsonPoster, directoryOf } from './http-post';
import type { HttpAnswer } from './http-post';
import { backoffMs, retryAfterMs } from './retry-delay';

const MAX_TRIES = 8;
/** Being told to wait is no failure, but not for ever: about a quarter of an hour at a second each. */
const MAX_THROTTLED_TRIES = 900;
/** Rows on which the server itself fails, every time it is asked. */
const MAX_FAULTY_ROWS = 20;

const TRANSIENT = [408, 409, 429, 500, 502, 503, 504];
const REFUSED = [400, 410, 413, 422];
const UNAUTHORISED = [401, 402, 403];

export interface Transfer {
  /** True if the server had evaluated this transaction before. */
  isReplayed: boolean;
  latencyMs: number;
  /** On the clock of performance.now(). */
  endedAtMs: number;
}

export type Answer =
  | ({ kind: 'evaluated'; status: number } & Transfer & Evaluation)
  | ({ kind: 'refused'; status: number } & Problem);

interface NoAnswer {
  failure: string;
}

/** No row can be evaluated any more; the message says why in one line. */
export class RunStoppedError extends Error {}

/** `POST /v1/evaluations`, tried again until there is an answer: a repeated transaction never counts twice. */
export class EvaluationClient {
  private readonly poster: JsonPoster;
  private faultyRows = 0;

  constructor({ url, apiKey, concurrency }: { url: URL; apiKey: string; concurrency: number }) {
    const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
    this.poster = new JsonPoster(new URL('v1/evaluations', directoryOf(url)), headers, concurrency);
  }

  /**
   * Undefined if `stopping` was aborted while waiting for another try.
   *
   * @throws RunStoppedError if the key isn't good for this, the server is away, or it isn't TrustFlow.
   */
  async evaluate(body: string, stopping: AbortSignal): Promise<Answer | undefined> {
    let failures = 0;
    let throttled = 0;
    while (!stopping.aborted) {
      const answer = await this.poster.post(body).catch(failureOf);
      if ('status' in answer && !TRANSIENT.includes(answer.status)) return read(answer);
      if (isThrottled(answer)) throttled += 1;
      else failures += 1;
      if (failures === MAX_TRIES || throttled === MAX_THROTTLED_TRIES) return this.giveUp(answer);
      await sleep(delayMs(answer, failures), undefined, { signal: stopping }).catch(() => undefined);
    }
    return undefined;
  }

  close(): void {
    this.poster.close();
  }

  /** A few rows that the server fails on are refused, so that one can't end the run; a server that is away ends it. */
  private giveUp(answer: HttpAnswer | NoAnswer): Answer {
    if ('failure' in answer) throw new RunStoppedError(`The server does not answer: ${answer.failure}.`);
    const { status, text } = answer;
    const problem = readProblem(text, status);
    const isOfThisRow = status === 500 || status === 409;
    if (isOfThisRow) this.faultyRows += 1;
    if (isOfThisRow && this.faultyRows <= MAX_FAULTY_ROWS) return { kind: 'refused', status, ...problem };
    throw new RunStoppedError(
      `The server does not take any more: ${status} ${problem.code}. ${problem.detail}`.trim(),
    );
  }
}

function isThrottled(answer: HttpAnswer | NoAnswer): boolean {
  return 'status' in answer && answer.status === 429;
}

/** At least the backoff, so that a `Retry-After` of 0 makes no storm. */
function delayMs(answer: HttpAnswer | NoAnswer, failures: number): number {
  const header = 'headers' in answer ? answer.headers['retry-after'] : undefined;
  const asked = retryAfterMs(header, Date.now(), Math.random()) ?? 0;
  return Math.max(asked, backoffMs(Math.max(failures, 1), Math.random()));
}

/** Where several addresses were tried, an error has a code and no message. */
function failureOf(error: unknown): NoAnswer {
  const { message = '', code = String(error) } = isNativeError(error) ? (error as NodeJS.ErrnoException) : {};
  return { failure: message === '' ? code : message };
}

function read(answer: HttpAnswer): Answer {
  const { status, text, latencyMs, endedAtMs } = answer;
  if (REFUSED.includes(status)) return { kind: 'refused', status, ...readProblem(text, status) };
  if (UNAUTHORISED.includes(status)) {
    const { code, detail } = readProblem(text, status);
    throw new RunStoppedError(`The server refuses: ${status} ${code}. ${detail}`.trim());
  }
  const evaluation = status === 200 || status === 201 ? readEvaluation(text) : undefined;
  if (evaluation === undefined) {
    throw new RunStoppedError(
      `The server answered ${status} without a decision: is this the address of TrustFlow?`,
    );
  }
  const isReplayed = answer.headers['idempotent-replayed'] === 'true';
  return { kind: 'evaluated', status, isReplayed, latencyMs, endedAtMs, ...evaluation };
}
