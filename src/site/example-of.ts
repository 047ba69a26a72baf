import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type Content = NonNullable<Extract<NonNullable<Operation['requestBody']>, { content: unknown }>['content']>;

/** Writes the example of its schema beside every body of the operation, for readers that make none themselves. */
export function addExamples({ requestBody, responses }: Operation, schemas: Schemas): void {
  for (const body of [requestBody, ...Object.values(responses)]) {
    if (body !== undefined && 'content' in body) addTo(body.content ?? {}, schemas);
  }
}

function addTo(content: Content, schemas: Schemas): void {
  for (const media of Object.values(content)) {
    if (media.schema !== undefined) media.example ??= exampleOf(media.schema, schemas);
  }
}

/** The example that a schema has, or else one made of those of its parts; undefined where they have none. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if ('$ref' in schema) {
    const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
    return named === undefined ? undefined : exampleOf(named, schemas);
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.items !== undefined) return [exampleOf(schema.items, schemas)];
  const { properties } = schema;
  return properties === undefined ? undefined : exampleOfObject(properties, schemas);
}

function exampleOfObject(properties: Schemas, schemas: Schemas): Record<string, unknown> {
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, exampleOf(schema, schemas)] as const,
  );
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined));
}
