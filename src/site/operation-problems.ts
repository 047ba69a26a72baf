import { PROBLEM_MEDIA_TYPE } from '@libs/http/problem-body';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemCode } from '@libs/http/problem-catalogue';
import type { OpenAPIObject } from '@nestjs/swagger';
import { problemExample } from './problem-example';
import type { ProblemScene } from './problem-example';
import { ProblemResponse } from './problem.response';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: unknown }>;

/** Describes the problems that a call may be answered with: by what it takes, and by who may call it. */
export function addProblems(operation: Operation, place: Pick<ProblemScene, 'path' | 'publicUrl'>): void {
  const hasBody = operation.requestBody !== undefined;
  const isBatch = place.path.endsWith('/batch');
  const path = examplePath(place.path, operation);
  const scene = { ...place, path, hasBody, isBatch, scope: scopeOf(operation) };
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(operation, isBatch)) {
    const { status } = PROBLEM_CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of byStatus) {
    const examples = codes.map((code) => [code, { value: problemExample(code, scene) }] as const);
    operation.responses[String(status)] ??= {
      description: codes.map((code) => PROBLEM_CATALOGUE[code].title).join('; '),
      content: {
        [PROBLEM_MEDIA_TYPE]: {
          schema: { $ref: `#/components/schemas/${ProblemResponse.name}` },
          examples: Object.fromEntries(examples),
        },
      },
    };
  }
}

/** The scope that the key needs; undefined for a public call. */
export function scopeOf({ security }: Operation): string | undefined {
  return security?.flatMap((requirement) => Object.values(requirement).flat())[0];
}

/** The path with the examples of its parameters in it. */
function examplePath(path: string, operation: Operation): string {
  return path.replace(/\{(\w+)\}/g, (unnamed, name) => {
    const parameter = parametersOf(operation).find((candidate) => candidate.name === name);
    const schema = parameter?.schema ?? {};
    return 'example' in schema ? String(schema.example) : unnamed;
  });
}

/** Besides those that follow from what a call takes. */
const OF_ONE_CALL: Readonly<Record<string, readonly ProblemCode[]>> = {
  evaluateTransaction: ['quota_exceeded'],
  createPolicy: ['policy_invalid', 'conflict'],
  validatePolicy: ['policy_invalid'],
  activatePolicy: ['policy_invalid'],
  startShadow: ['policy_invalid', 'conflict'],
  showShadow: ['conflict'],
  startBacktest: ['policy_invalid', 'conflict'],
  cancelBacktest: ['conflict'],
  retryDelivery: ['conflict'],
  startRecovery: ['conflict'],
  testWebhookEndpoint: ['conflict'],
  createWebhookEndpoint: ['unsafe_url', 'conflict'],
  updateWebhookEndpoint: ['unsafe_url'],
  rotateWebhookSecret: ['conflict'],
  registerAgent: ['weak_key', 'conflict'],
  updateAgent: ['conflict'],
  addAgentKey: ['weak_key', 'conflict'],
  createList: ['conflict'],
  putEntry: ['conflict'],
  replayEvaluation: ['conflict', 'erased'],
  requestErasure: ['conflict'],
  cancelErasure: ['conflict'],
  createApiKey: ['conflict'],
  rotateApiKey: ['conflict'],
  revokeApiKey: ['conflict'],
  updateTenant: ['conflict'],
  signUp: ['rate_limited'],
  settleReview: ['conflict'],
  lookUpEntity: ['not_found'],
  startCheckout: ['conflict'],
  openPortal: ['conflict'],
  changePlan: ['conflict'],
  getInclusionProof: ['conflict'],
  getCheckpoint: ['not_found'],
  getConsistencyProof: ['not_found'],
  exportAudit: ['not_found'],
  startExport: ['conflict'],
  downloadExport: ['conflict', 'erased', 'range_not_satisfiable'],
};

function problemsOf(operation: Operation, isBatch: boolean): ProblemCode[] {
  const parameters = parametersOf(operation);
  const isPublic = operation.security?.length === 0;
  const hasQuery = parameters.some((parameter) => parameter.in === 'query');
  const hasBody = operation.requestBody !== undefined;
  const isIdempotent = parameters.some(({ name }) => name === 'Idempotency-Key');
  const candidates: readonly (readonly [boolean, readonly ProblemCode[]])[] = [
    [true, ['bad_request']],
    [!isPublic, ['api_key_missing', 'api_key_invalid', 'api_key_expired', 'api_key_revoked']],
    [
      !isPublic,
      [
        'agent_signature_invalid',
        'agent_signature_required',
        'scope_missing',
        'ip_not_allowed',
        'tenant_suspended',
      ],
    ],
    [!isPublic, ['rate_limited']],
    [parameters.some((parameter) => parameter.in === 'path'), ['not_found']],
    [hasQuery || hasBody, ['validation_failed']],
    [hasBody, ['invalid_json', 'body_too_large', 'unsupported_media_type']],
    // A batch says it of the item.
    [hasBody && !isBatch, ['card_number_not_accepted']],
    [isIdempotent, ['idempotency_in_progress', 'idempotency_key_reused', 'erased']],
    [true, OF_ONE_CALL[operation.operationId ?? ''] ?? []],
    [true, ['internal_error']],
    [!isPublic || hasBody, ['unavailable']],
  ];
  return candidates.flatMap(([applies, codes]) => (applies ? codes : []));
}

function parametersOf({ parameters = [] }: Operation): Parameter[] {
  return parameters.flatMap((parameter) => ('in' in parameter ? [parameter] : []));
}
