import { MAX_BATCH_BYTES } from '@libs/http/batch';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemCode, ProblemKind } from '@libs/http/problem-catalogue';
import { uriTooLong } from '@libs/http/request-head';
import type { ProblemResponse } from './problem.response';

type Said = Pick<ProblemResponse, 'detail' | 'errors' | 'reason'>;

/** The call that is answered with the problem. */
export interface ProblemScene {
  readonly publicUrl: string;
  readonly path: string;
  readonly hasBody: boolean;
  /** Its body may be larger. */
  readonly isBatch: boolean;
  /** What its key has to be allowed; undefined for a public call. */
  readonly scope: string | undefined;
}

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A problem of this kind as the call answers with it. */
export function problemExample(code: ProblemCode, scene: ProblemScene): ProblemResponse {
  const { status, title }: ProblemKind = PROBLEM_CATALOGUE[code];
  const type = `${scene.publicUrl}/problems/${code}`;
  const { detail, errors, reason } = whatIsSaid(scene)[code] ?? { detail: `${title}.` };
  return {
    type,
    title,
    status,
    detail,
    instance: scene.path,
    code,
    traceId: TRACE_ID,
    ...(reason !== undefined && { reason }),
    ...(errors !== undefined && { errors }),
  };
}

/** A test makes each of these problems and compares. */
function whatIsSaid(scene: ProblemScene): Partial<Record<ProblemCode, Said>> {
  const { publicUrl, hasBody, isBatch, scope } = scene;
  return {
    bad_request: { detail: 'The Host header is missing.' },
    api_key_missing: { detail: 'Send the API key as "Authorization: Bearer tf_live_…".' },
    api_key_invalid: { detail: 'There is no such API key.' },
    api_key_expired: { detail: 'This API key has expired.' },
    api_key_revoked: { detail: 'This API key was revoked.' },
    agent_signature_invalid: {
      detail: 'There is no such key of an agent.',
      reason: 'unknown_key',
    },
    weak_key: WEAK_KEY,
    agent_signature_required: {
      detail: 'This API key is worth nothing without the signature of its agent.',
    },
    quota_exceeded: QUOTA_EXCEEDED,
    ip_not_allowed: { detail: 'This API key may not be used from this address.' },
    scope_missing: { detail: `This API key lacks the scope ${scope ?? ''}.` },
    https_required: {
      detail: `An API key was sent over plain HTTP, where others can read it. Replace the key, and call ${publicUrl}.`,
    },
    tenant_suspended: { detail: 'This tenant is suspended.' },
    validation_failed: unknownField(hasBody ? 'body' : 'query'),
    invalid_json: { detail: 'The body is empty.' },
    body_too_large: { detail: `The body may be ${isBatch ? MAX_BATCH_BYTES / 1024 : 64} KiB.` },
    unsupported_media_type: { detail: 'Send the body as application/json in UTF-8.' },
    card_number_not_accepted: CARD_NUMBER,
    erased: scene.path.endsWith('/download') ? ARCHIVE_GONE : ANSWER_ERASED,
    conflict: { detail: 'This review was settled already.' },
    range_not_satisfiable: { detail: 'The archive has 9214733 bytes.' },
    policy_invalid: UNKNOWN_NAME,
    unsafe_url: UNSAFE_URL,
    idempotency_in_progress: { detail: 'The same request is still running. Try again in a moment.' },
    idempotency_key_reused: { detail: 'This Idempotency-Key was used for another request.' },
    method_not_allowed: { detail: 'Use one of: GET, HEAD, POST.' },
    request_timeout: { detail: 'The request took too long to arrive.' },
    uri_too_long: { detail: uriTooLong().detail },
    headers_too_large: { detail: 'The request line and the headers together may be 16 KiB.' },
    rate_limited: {
      detail:
        scope === undefined
          ? 'Too many sign-ups from this address. Try again later.'
          : 'Too many requests of this tenant. Wait as long as Retry-After says.',
    },
    internal_error: { detail: 'Something went wrong on our side. It is logged under this trace id.' },
    unavailable: { detail: 'The service is not available just now. Try again in a moment.' },
  };
}

function unknownField(where: 'body' | 'query'): Said {
  const detail = 'There is no such field.';
  return { detail, errors: [{ in: where, pointer: '/colour', code: 'unknown_field', detail }] };
}

const QUOTA_EXCEEDED: Said = {
  detail:
    'The plan free has 1000 evaluations a month, and they are used up until 2026-12-01T00:00:00.000Z. POST /v1/billing/checkout leads to a larger plan.',
};

const ARCHIVE_GONE: Said = {
  detail: 'This export is expired: its archive was deleted. Ask for a new one.',
};

const ANSWER_ERASED: Said = { detail: 'What was answered to this request was erased.' };

const UNKNOWN_NAME: Said = {
  detail: 'There is no "custmer.id". Did you mean "customer.id"?',
  errors: [
    {
      in: 'body',
      pointer: '/rules/0/when',
      code: 'unknown_name',
      detail: 'There is no "custmer.id". Did you mean "customer.id"?',
      line: 1,
      column: 1,
    },
  ],
};

const UNSAFE_URL: Said = {
  detail: 'The URL must start with https://.',
  errors: [{ in: 'body', pointer: '/url', code: 'unsafe_url', detail: 'The URL must start with https://.' }],
};

const WEAK_KEY: Said = {
  detail: 'The private half of this key was published.',
  errors: [
    {
      ...{ in: 'body', pointer: '/publicKey', code: 'weak_key' },
      detail: 'The private half of this key was published.',
    },
  ],
};

const CARD_NUMBER: Said = {
  detail:
    'This looks like a card number. Send a token instead; an order number that happens to look like one wants a prefix of letters, as in ord_1234.',
  errors: [
    {
      in: 'body',
      pointer: '/transactionId',
      code: 'card_number',
      detail: 'Holds what looks like a card number.',
    },
  ],
};
