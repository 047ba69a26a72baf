import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { API_KEY_SECURITY } from '@libs/http/scopes.decorator';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeHeaders, HEADERS } from './answer-headers';
import { addExamples } from './example-of';
import { addProblems, scopeOf } from './operation-problems';
import { ProblemResponse } from './problem.response';
import { asJsonSchema, closeRequests, openEnums } from './schema-dialect';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const INTRODUCTION = `May this transaction go through? Sign up, put the key under **Authorize**, and ask.

- An error is a [problem](/problems) as RFC 9457 writes it, with a \`code\` to switch on. Besides those that are listed with a call, any call may answer \`method_not_allowed\`, \`request_timeout\`, \`uri_too_long\` or \`headers_too_large\`, \`https_required\` over plain HTTP, and \`unsupported_media_type\` or \`body_too_large\` to a body that it doesn't ask for.
- Every answer has a \`Trace-Id\`, which is also in our log.
- A tenant may send so many requests a second, by its plan; a batch counts as its items. \`RateLimit\` says on every answer what is left. Who sends more is answered \`rate_limited\` with \`Retry-After\`, and so is an address that sends too much, or too many wrong keys.
- Fields and values are only ever added: read past what you don't know. Enums are open, but for \`decision\`.
- Amounts are integers in the currency's minor unit; times are RFC 3339 in UTC.`;

const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Sign-up', 'The one call that needs no key: it makes one.'],
  ['Evaluations', 'Transactions in, decisions out, each with the arithmetic behind it.'],
  ['Policies', 'How you decide: thresholds, built-in factors with weights, and rules of your own in CEL.'],
  ['Lists', 'Sets of values that rules ask. A list does nothing but through a rule.'],
  ['Outcomes', 'What really happened: later decisions know it.'],
  ['Entities', 'What is known of your customers, their devices and so on.'],
  ['Billing', 'What was used, plans, and what they cost.'],
  ['Agents', 'Programs that act for you and sign what they ask for: their keys, and what they may do.'],
  ['Audit', 'What was done, by whom, and the proofs that nothing of it was changed since.'],
  ['Webhooks', 'Where you are told of events, what became of each delivery, and what is sent again.'],
  ['Privacy', 'What is kept of you and of people: given to you, and erased on request, with a certificate.'],
  ['API keys', 'Who may call, and what: make, rotate and revoke keys. A secret is shown once.'],
  ['Tenant', 'Who you are to us. A sandbox is a tenant of its own.'],
  ['Health', 'For load balancers and those who run TrustFlow.'],
];

/** OpenAPI 3.1 of every route that isn't excluded, with the problems and headers that it can answer with. */
export function describeApi(app: INestApplication, publicUrl: string): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, frame(publicUrl), { extraModels: [ProblemResponse] });
  const { components = {}, paths } = document;
  components.headers = HEADERS;
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined)
        complete(operation, { path, publicUrl, schemas: components.schemas ?? {} });
    }
  }
  closeRequests(components.schemas ?? {});
  openEnums(components.schemas ?? {});
  return asJsonSchema(document);
}

function frame(publicUrl: string): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('TrustFlow')
    .setDescription(INTRODUCTION)
    .setVersion('1')
    .setLicense('Proprietary', `${publicUrl}/docs`)
    .addServer(publicUrl)
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An API key, tf_live_… or tf_test_….' },
      API_KEY_SECURITY,
    )
    .addSecurityRequirements(API_KEY_SECURITY);
  for (const [name, description] of TAGS) builder.addTag(name, description);
  return builder.build();
}

interface Scene {
  readonly path: string;
  readonly publicUrl: string;
  readonly schemas: NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
}

function complete(operation: Operation, { path, publicUrl, schemas }: Scene): void {
  const scope = scopeOf(operation);
  if (scope !== undefined) {
    operation.description = [operation.description, `Needs the scope \`${scope}\`.`]
      .filter(Boolean)
      .join(' ');
  }
  nameAnswers(operation);
  addExamples(operation, schemas);
  addProblems(operation, { path, publicUrl });
  describeHeaders(operation);
}

/** An answer that its controller says nothing of has at least the name of its status. */
function nameAnswers({ responses }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (response !== undefined && !('$ref' in response)) response.description ||= STATUS_CODES[status] ?? '';
  }
}
