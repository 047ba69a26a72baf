import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

export const HEADERS: Headers = {
  'Trace-Id': {
    description: 'The W3C trace id of the request; that of a valid traceparent is continued.',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
  },
  'Idempotent-Replayed': {
    description: 'Present where this is what an earlier call was answered.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try, where waiting helps.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'RateLimit-Policy': {
    description: 'The requests that the tenant may send (q) in so many seconds (w).',
    schema: { type: 'string' },
    example: '"tenant";q=100;w=1',
  },
  RateLimit: {
    description: 'What is left of it (r), and in how many seconds it is whole again (t).',
    schema: { type: 'string' },
    example: '"tenant";r=99;t=1',
  },
  Location: {
    description: 'Where to see how far it is.',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/v1/backtests/backtest_01kapm4y6qf0t9d2h1w8zc3v5x',
  },
  'WWW-Authenticate': {
    description: 'RFC 6750.',
    schema: { type: 'string' },
    example: 'Bearer realm="trustflow", error="invalid_token"',
  },
};

const ON_STATUS: Readonly<Record<string, readonly string[]>> = {
  '202': ['Location'],
  '401': ['WWW-Authenticate'],
  '429': ['Retry-After'],
};

const RATE_LIMIT = ['RateLimit-Policy', 'RateLimit'];
/** Statuses that are answered to callers who are known alone: others are answered before it is looked at who asks, too. */
const TO_A_CALLER = /^(?:2..|404|409|422|429|500)$/;

/** Names the headers of each answer that a client may want to read. */
export function describeHeaders(operation: Operation): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    response.headers = Object.fromEntries(
      namesOn(status, operation).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    );
  }
}

function namesOn(status: string, { parameters = [], security }: Operation): readonly string[] {
  const isPublic = security?.length === 0;
  const replays = parameters.some((parameter) => 'name' in parameter && parameter.name === 'Idempotency-Key');
  return [
    'Trace-Id',
    ...(!isPublic && TO_A_CALLER.test(status) ? RATE_LIMIT : []),
    ...(replays ? ofReplay(status) : []),
    ...(ON_STATUS[status] ?? []),
  ];
}

function ofReplay(status: string): readonly string[] {
  // What is still running ends; another conflict does not go away by waiting.
  if (status === '409') return ['Retry-After'];
  return status.startsWith('2') ? ['Idempotent-Replayed'] : [];
}
