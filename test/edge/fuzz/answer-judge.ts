import { PROBLEM_MEDIA_TYPE } from '@libs/http/problem-body';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import { SECURITY_HEADERS } from '@libs/http/security-headers';
import type { DescribedApi, Operation } from './described-api';
import { schemaFaults } from './schema-faults';
import type { Got, Sent } from './sent';

/** What the description says of every call, and names with none. */
const OF_ANY_CALL = [
  'method_not_allowed',
  'request_timeout',
  'uri_too_long',
  'headers_too_large',
  'https_required',
];
const OF_CALLS_WITHOUT_BODY = ['unsupported_media_type', 'body_too_large'];
const TRACE_ID = /^[\da-f]{32}$/;
const SECRET = /tf_(?:live|test)_[0-9A-Za-z]{36}/g;

/** A process that is kept busy says of itself that it isn't ready: that is the document's answer to this one question. */
function isFaultOfOurs(operation: Operation | undefined, { status }: Got): boolean {
  return status >= 500 && !(operation?.operationId === 'getReadiness' && status === 503);
}

/** Holds answers against what the OpenAPI document and docs/errors.md promise of them. */
export class AnswerJudge {
  constructor(private readonly api: DescribedApi) {}

  /** What an answer breaks: nothing. `operation` is undefined for what led to none. */
  violationsOf(operation: Operation | undefined, sent: Sent, got: Got): string[] {
    const isBodiless = sent.method === 'HEAD' || got.status === 204;
    return [
      ...headerViolations(got),
      ...(isFaultOfOurs(operation, got) ? [`it was answered ${got.status}`] : []),
      ...secretViolations(sent, got),
      ...(isBodiless ? emptyViolations(got) : this.shownViolations(operation, got)),
    ];
  }

  /** What is described as something else than JSON is not looked into. */
  private shownViolations(operation: Operation | undefined, got: Got): string[] {
    return isDescribedAs(operation, got) ? [] : this.bodyViolations(operation, got);
  }

  private bodyViolations(operation: Operation | undefined, got: Got): string[] {
    const isProblem = got.status >= 400 && !isDescribedAsJson(operation, got.status);
    const mediaType = isProblem ? PROBLEM_MEDIA_TYPE : 'application/json';
    const type = mediaTypeOf(got);
    if (type !== mediaType) return [`it is ${type}, not ${mediaType}`];
    const body: unknown = JSON.parse(got.text);
    return [
      ...(operation === undefined ? [] : this.schemaViolations(operation, got, { mediaType, body })),
      ...(isProblem ? problemViolations(operation, got, body as ProblemText) : []),
    ];
  }

  private schemaViolations(
    operation: Operation,
    { status }: Got,
    { mediaType, body }: { mediaType: string; body: unknown },
  ): string[] {
    const { code } = body as Partial<ProblemText>;
    if (mediaType === PROBLEM_MEDIA_TYPE && isOfAnyCall(operation, String(code))) return [];
    const described = operation.answers[String(status)]?.content?.[mediaType];
    if (described === undefined) return [`${status} with ${mediaType} is not described`];
    return schemaFaults(body, described.schema, this.api.schemas).slice(0, MAX_FAULTS);
  }
}

const MAX_FAULTS = 5;

function isDescribedAsJson(operation: Operation | undefined, status: number): boolean {
  return operation?.answers[String(status)]?.content?.['application/json'] !== undefined;
}

function isDescribedAs(operation: Operation | undefined, got: Got): boolean {
  const type = mediaTypeOf(got);
  const described = operation?.answers[String(got.status)]?.content ?? {};
  return !/[/+]json$/.test(type) && Object.hasOwn(described, type);
}

function mediaTypeOf({ headers }: Got): string {
  return (headers['content-type'] ?? '').replace(/;.*$/s, '');
}

function headerViolations({ headers }: Got): string[] {
  const wrong = Object.entries(SECURITY_HEADERS).filter(
    ([name, value]) => headers[name.toLowerCase()] !== value,
  );
  return [
    ...wrong.map(([name]) => `${name} is ${headers[name.toLowerCase()] ?? 'missing'}`),
    ...(TRACE_ID.test(headers['trace-id'] ?? '') ? [] : ['there is no Trace-Id']),
    ...(headers['x-powered-by'] === undefined ? [] : ['there is an X-Powered-By']),
  ];
}

/** A key is shown by the call that makes it, and none that was sent comes back. */
function secretViolations({ headers }: Sent, { text }: Got): string[] {
  const [sent] = (headers['Authorization'] ?? '').match(SECRET) ?? [];
  return sent !== undefined && text.includes(sent) ? ['it repeats the key'] : [];
}

function emptyViolations({ text }: Got): string[] {
  return text === '' ? [] : ['it has a body'];
}

interface ProblemText {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly traceId: string;
}

function problemViolations(
  operation: Operation | undefined,
  { status, headers }: Got,
  problem: ProblemText,
): string[] {
  const kind = (PROBLEM_CATALOGUE as Readonly<Record<string, { status: number; title: string }>>)[
    problem.code
  ];
  if (kind === undefined) return [`the code ${problem.code} is not in the catalogue`];
  return [
    ...(kind.status === status && problem.status === status ? [] : [`${problem.code} is not ${status}`]),
    ...(problem.title === kind.title ? [] : ['the title is of another problem']),
    ...(problem.traceId === headers['trace-id'] ? [] : ['the trace ids differ']),
    ...(operation === undefined || isNamed(operation, problem) ? [] : [`${problem.code} is not described`]),
  ];
}

function isNamed(operation: Operation, { status, code }: ProblemText): boolean {
  const examples = operation.answers[String(status)]?.content?.[PROBLEM_MEDIA_TYPE]?.examples ?? {};
  return isOfAnyCall(operation, code) || Object.hasOwn(examples, code);
}

function isOfAnyCall({ body }: Operation, code: string): boolean {
  return OF_ANY_CALL.includes(code) || (body === undefined && OF_CALLS_WITHOUT_BODY.includes(code));
}
