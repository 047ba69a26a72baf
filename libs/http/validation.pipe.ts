import { ValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import { Problem } from './problem';
import { isValidAtOnce } from './valid-at-once';
import { invalidField, validationProblem } from './validation-errors';

/** class-validator's options, for whoever validates by hand what this pipe does not see (items of a batch). */
export const VALIDATION_OPTIONS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
} as const;

/** Carries what was found past Nest, which does not tell whether it was looking at the body or the query. */
class Invalid extends Error {
  constructor(readonly found: readonly ValidationError[]) {
    super('invalid');
  }
}

/** Turns body and query into their DTO, or throws `validation_failed`. Nothing is converted that a DTO does not ask for. */
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      ...VALIDATION_OPTIONS,
      transform: true,
      transformOptions: { enableImplicitConversion: false },
      exceptionFactory: (found: readonly ValidationError[]) => new Invalid(found),
    });
  }

  protected override validate(
    object: object,
    options?: ValidatorOptions,
  ): Promise<ValidationError[]> | ValidationError[] {
    return isValidAtOnce(object) ? [] : super.validate(object, options);
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && this.toValidate(metadata) && !isObject(value)) {
      const detail = 'The body has to be a JSON object.';
      throw invalidField({ in: 'body', pointer: '', code: 'is_object', detail });
    }
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      throw error instanceof Invalid ? problemOf(error, metadata) : error;
    }
  }

  /** Nest would drop a field "prototype" in silence. Reading the JSON has refused the names that are dangerous. */
  protected override stripProtoKeys(): void {
    // What is left is a field like any other.
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is in the path is the name of a thing: a wrong one names nothing. */
function problemOf({ found }: Invalid, { type }: ArgumentMetadata): Problem {
  return type === 'param'
    ? new Problem('not_found', 'There is nothing here.')
    : validationProblem(found, type === 'query' ? 'query' : 'body');
}
