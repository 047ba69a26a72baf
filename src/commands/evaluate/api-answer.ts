export type Decision = 'allow' | 'review' | 'block';

export interface FactorPoints {
  code: string;
  points: number;
}

/** What the summary and the file of decisions keep of an evaluation. */
export interface Evaluation {
  decision: Decision;
  score: number;
  evaluationId: string;
  factors: readonly FactorPoints[];
}

export interface Problem {
  code: string;
  detail: string;
}

const DECISIONS: readonly unknown[] = ['allow', 'review', 'block'] satisfies Decision[];

/** The evaluation in the body of a 201, or undefined if it is none. */
export function readEvaluation(text: string): Evaluation | undefined {
  const body = readJsonObject(text);
  return body && asEvaluation({ ...body, evaluationId: body['id'] });
}

/** The problem (RFC 9457) in the body of an error, as far as there is one. */
export function readProblem(text: string, status: number): Problem {
  const { code, detail, errors } = readJsonObject(text) ?? {};
  return {
    code: typeof code === 'string' ? code : `http_${status}`,
    detail: [detail, firstError(errors)].filter((part) => typeof part === 'string').join(' '),
  };
}

/** Narrows what was read from a network or a file; undefined if it isn't an evaluation. */
export function asEvaluation(value: Record<string, unknown>): Evaluation | undefined {
  const { decision, score, evaluationId, factors } = value;
  if (!isDecision(decision) || typeof score !== 'number' || typeof evaluationId !== 'string')
    return undefined;
  if (!Array.isArray(factors) || !factors.every(isFactor)) return undefined;
  return { decision, score, evaluationId, factors: factors.map(({ code, points }) => ({ code, points })) };
}

export function readJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDecision(value: unknown): value is Decision {
  return DECISIONS.includes(value);
}

function isFactor(value: unknown): value is FactorPoints {
  return isObject(value) && typeof value['code'] === 'string' && Number.isFinite(value['points']);
}

function firstError(errors: unknown): string | undefined {
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  if (!isObject(first)) return undefined;
  const { pointer, detail } = first;
  return `(${[pointer, detail].filter((part) => typeof part === 'string').join(' ')})`;
}
