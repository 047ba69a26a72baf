/** One call of the OpenAPI document that needs a key. */
export interface Call {
  /** `GET /v1/evaluations/{id}`. */
  readonly name: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly queryNames: readonly string[];
  /** Undefined where it takes none. */
  readonly exampleBody: unknown;
}

interface Described {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function callsOf({ paths }: Document): Call[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Described>).flatMap(([verb, described]) => {
      const { operationId, security, parameters = [], requestBody } = described;
      if (security?.length === 0) return [];
      const method = verb.toUpperCase();
      return [
        {
          ...{ name: `${method} ${path}`, operationId, method, path },
          queryNames: parameters.flatMap((each) => (each.in === 'query' ? [each.name] : [])),
          exampleBody: requestBody?.content['application/json']?.example,
        },
      ];
    }),
  );
}

export function namesThings({ path }: Call): boolean {
  return path.includes('{');
}
