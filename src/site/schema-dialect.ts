import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The one enum that nothing will ever be added to. */
const CLOSED_ENUM = 'decision';
const OPEN = 'More values may come.';

/** The body of a request may not have fields that are not described. Requests are named …Dto. */
export function closeRequests(schemas: Schemas): void {
  for (const [name, schema] of Object.entries(schemas)) {
    if (name.endsWith('Dto') && !('$ref' in schema)) schema.additionalProperties = false;
  }
}

/** Says of every enum of an answer, but for `decision`, that it is open. */
export function openEnums(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema) continue;
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if ('$ref' in property || property.enum === undefined || name === CLOSED_ENUM) continue;
      property.description = [property.description, OPEN].filter(Boolean).join(' ');
    }
  }
}

/** `nullable` is of OpenAPI 3.0; 3.1 has JSON Schema's type list. */
export function asJsonSchema<T>(node: T): T {
  if (Array.isArray(node)) return node.map(asJsonSchema) as T;
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]): [string, unknown] => [key, asJsonSchema(value)]),
  );
  if (nullable !== true) return (nullable === undefined ? rest : { ...rest, nullable }) as T;
  return { ...rest, type: [rest['type'], 'null'] } as T;
}
