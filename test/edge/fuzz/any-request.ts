import fc from 'fast-check';
import { anyBody } from './any-body';
import type { AnyBody } from './any-body';
import { anyHostile, anyValid } from './any-value';
import type { DescribedApi, DescribedParameter, Operation } from './described-api';

/** A parameter of the path that is filled in when it is sent: the nth of its kind that the API has named so far. */
export interface KnownValue {
  readonly nth: number;
  /** What its ids begin with, or its own name; undefined for one of any kind. */
  readonly kind?: string;
}

export interface AnyRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: Readonly<Record<string, string | KnownValue>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnyBody | undefined;
  /** Which of the keys it is sent with. */
  readonly key: number;
}

export function anyRequest({ operations, schemas }: DescribedApi): fc.Arbitrary<AnyRequest> {
  return fc.oneof(...operations.map((operation) => anyRequestTo(operation, { schemas })));
}

function anyRequestTo(
  operation: Operation,
  { schemas }: Pick<DescribedApi, 'schemas'>,
): fc.Arbitrary<AnyRequest> {
  const { parameters, body } = operation;
  const of = (place: string): DescribedParameter[] =>
    parameters.filter((parameter) => parameter.in === place);
  const noBody = fc.constant(undefined);
  return fc.record({
    operation: fc.constant(operation),
    method: rarely(
      fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
      fc.constant(operation.method),
    ),
    path: fc.record(
      Object.fromEntries(of('path').map((parameter) => [parameter.name, anyInPath(parameter)])),
    ),
    query: anyQuery(of('query')),
    headers: anyHeaders(of('header')),
    // Some bring a body to where none is asked for, and some leave it out.
    body: body === undefined ? rarely(anyBody({}, {}), noBody) : rarely(noBody, anyBody(body, schemas)),
    key: fc.nat(),
  });
}

function rarely<T, U>(what: fc.Arbitrary<T>, otherwise: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 1, arbitrary: what }, { weight: 30, arbitrary: otherwise });
}

function anyInPath({ name, schema }: DescribedParameter): fc.Arbitrary<string | KnownValue> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.nat().map((nth) => ({ nth, kind: kindOf(schema.example) ?? name })) },
    { weight: 1, arbitrary: fc.nat().map((nth) => ({ nth })) },
    { weight: 2, arbitrary: fc.constant(encodeURIComponent(textOf(schema.example ?? 'x'))) },
    { weight: 2, arbitrary: anyHostileText.map(inPath) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%', '%ff', '%2f', '%00', '%2e%2e', '..;', '%252e', '\\', '*', '(', ':id'),
    },
  );
}

const anyHostileText = anyHostile.map(textOf);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Half a surrogate pair has no percent-encoding. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** What stands before the underscore of an id. */
export function kindOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^([a-z]+)_[0-9a-hjkmnp-tv-z]{26}$/.exec(value)?.[1] : undefined;
}

/** One segment, never an empty one: that would be the path of another operation. */
function inPath(text: string): string {
  const segment = encodeURIComponent(wellFormed(text)).slice(0, 2_000);
  return /^\.{0,2}$/.test(segment) ? 'x' : segment;
}

function anyQuery(parameters: readonly DescribedParameter[]): fc.Arbitrary<AnyRequest['query']> {
  const known = parameters.map(({ name, schema }) =>
    fc
      .oneof(
        { weight: 3, arbitrary: anyValid(schema, {}).map(String) },
        { weight: 1, arbitrary: anyHostileText.map((text) => text.slice(0, 400)) },
      )
      .map((value) => [name, value] as const),
  );
  const unknown = fc.tuple(
    fc.constantFrom('colour', '__proto__', 'limit[]', 'constructor', ''),
    anyHostileText,
  );
  const some: fc.Arbitrary<AnyRequest['query']> =
    known.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...known), { maxLength: 3 });
  return rarely(
    unknown.map(([name, value]) => [[name, value.slice(0, 100)] as const]),
    some,
  );
}

const VISIBLE = /^[\x21-\x7e]{1,255}$/;
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'X-HTTP-Method-Override': 'DELETE' },
  { 'X-Forwarded-For': '1.2.3.4', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.test' },
  { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' },
  { Accept: 'text/html, */*;q=0.1' },
  { Origin: 'https://evil.test', Cookie: 'a=b' },
  { Range: 'bytes=0-1', 'If-None-Match': '*' },
  { Expect: 'wonders' },
  { 'Content-Language': 'x'.repeat(4_000) },
];

function anyHeaders(
  parameters: readonly DescribedParameter[],
): fc.Arbitrary<Readonly<Record<string, string>>> {
  const described = parameters.map(({ name }) =>
    fc
      .oneof(
        { weight: 6, arbitrary: fc.stringMatching(VISIBLE) },
        fc.constantFrom('', ' ', 'a b', 'x'.repeat(256), 'é', '"quoted"', 'again'),
      )
      .map((value) => ({ [name]: value })),
  );
  return fc
    .tuple(
      rarely(fc.constantFrom(...ODD_HEADERS), fc.constant({})),
      described.length === 0 ? fc.constant({}) : fc.option(fc.oneof(...described), { nil: {} }),
    )
    .map(([odd, own]) => ({ ...odd, ...own }));
}
