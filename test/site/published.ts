import type { TestApi } from '../support/test-api';
import { OpenApiDocument } from '../../src/site/openapi-document';

export interface Media {
  example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Described {
  readonly content?: Readonly<Record<string, Media>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described>>;
}

export interface Published {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { properties?: Record<string, { enum?: string[]; description?: string }> }>
    >;
  };
}

/** The OpenAPI document as it is served: a copy of the caller's own. */
export function published({ app }: TestApi): Published {
  return structuredClone(app.get(OpenApiDocument).get()) as unknown as Published;
}

export function operationsOf({ paths }: Published): Operation[] {
  return Object.values(paths).flatMap((item) => Object.values(item));
}

export function operationOf(document: Published, operationId: string): Operation {
  const found = operationsOf(document).find((operation) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`there is no operation ${operationId}`);
  return found;
}
