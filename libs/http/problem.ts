import type { ProblemCode } from './problem-catalogue';

/** One fault of a request. `pointer` is a JSON pointer (RFC 6901) into the body or query, or a header's name. */
export interface FieldError {
  in: 'body' | 'query' | 'header';
  pointer: string;
  code: string;
  detail: string;
  /** Where in the text at `pointer`, both from 1. */
  line?: number;
  column?: number;
}

export interface ProblemOptions {
  errors?: readonly FieldError[];
  /** Headers of the answer besides those that every problem has. */
  headers?: Readonly<Record<string, string>>;
  /** Members of the body besides the standard ones (RFC 9457 section 3.2). */
  extra?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** Why a request is refused, for the one who sent it. Thrown anywhere; the edge turns it into an answer. */
export class Problem extends Error {
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  /** `detail` is one sentence for a developer; it repeats nothing secret. */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    { errors = [], headers = {}, extra = {}, cause }: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`, { cause });
    this.name = 'Problem';
    this.errors = errors;
    this.headers = headers;
    this.extra = extra;
  }
}
