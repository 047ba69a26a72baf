import type { FieldError, Problem } from './problem';
import { PROBLEM_CATALOGUE } from './problem-catalogue';

const MAX_INSTANCE_LENGTH = 256;

/** A problem as RFC 9457 writes it. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  code: string;
  traceId: string;
  errors?: readonly FieldError[];
}

/** Where the problem came up. `url` is the request's target; without one the request could not be read. */
export interface ProblemScene {
  publicUrl: string;
  traceId: string;
  url?: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export function problemBody(problem: Problem, { publicUrl, traceId, url }: ProblemScene): ProblemBody {
  const { status, title } = PROBLEM_CATALOGUE[problem.code];
  return {
    ...problem.extra,
    type: `${publicUrl}/problems/${problem.code}`,
    title,
    status,
    detail: problem.detail,
    ...(url !== undefined && { instance: pathOf(url) }),
    code: problem.code,
    traceId,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
  };
}

/** The path alone: a query may hold what its sender would not like to see in a log of problems. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '').slice(0, MAX_INSTANCE_LENGTH);
}
