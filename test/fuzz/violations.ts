import type { ShownEvaluation } from '../evaluation/evaluated';
import { foreignNumbers } from '../evaluation/foreign-numbers';
import type { Answer } from '../support/customer';

/** What an evaluation breaks of what is always true: nothing. */
export function violationsOf({ factors, score, thresholds, decision }: ShownEvaluation): string[] {
  const points = factors.map((factor) => factor.points);
  const sum = points.reduce((total, each) => total + each, 0);
  const effects = factors.map(({ effect }) => effect);
  const follows = decisionOf(effects, score, thresholds);
  return [
    ...(points.every(Number.isInteger) ? [] : ['points are not whole numbers']),
    ...(score === Math.min(100, Math.max(0, sum)) ? [] : [`points add up to ${sum}, the score is ${score}`]),
    ...(decision === follows ? [] : [`the decision is ${decision}, and ${follows} follows`]),
    ...factors.flatMap((factor) =>
      foreignNumbers(factor).map(
        (number) => `the reason of ${factor.code} says ${number}, which no field holds`,
      ),
    ),
  ];
}

function decisionOf(
  effects: readonly string[],
  score: number,
  { review, block }: ShownEvaluation['thresholds'],
): string {
  const decided = ['block', 'allow', 'review'].find((effect) => effects.includes(effect));
  if (decided !== undefined) return decided;
  if (score >= block) return 'block';
  return score >= review ? 'review' : 'allow';
}

const MEMBERS = ['type', 'title', 'detail', 'instance', 'code', 'traceId'];
const ERROR_MEMBERS = ['in', 'pointer', 'code', 'detail'];

/** What an answer to something invalid breaks: nothing. */
export function refusalViolationsOf({ status, headers, body }: Answer): string[] {
  if (status < 400 || status > 499) return [`it was answered ${status}`];
  const missing = MEMBERS.filter((member) => typeof body[member] !== 'string');
  return [
    ...(headers.get('content-type') === 'application/problem+json' ? [] : ['it is no problem+json']),
    ...missing.map((member) => `the problem has no ${member}`),
    ...(body.status === status ? [] : ['the problem has another status']),
    ...(headers.get('trace-id') === body.traceId ? [] : ['the trace ids differ']),
    ...fieldViolationsOf(body.code, body.errors ?? []),
  ];
}

function fieldViolationsOf(code: string, errors: readonly Readonly<Record<string, unknown>>[]): string[] {
  if (code === 'validation_failed' && errors.length === 0) return ['the problem names no field'];
  const isWhole = errors.every((error) => ERROR_MEMBERS.every((member) => typeof error[member] === 'string'));
  return isWhole ? [] : ['an error of a field lacks a member'];
}
