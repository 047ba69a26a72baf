import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { parseIdempotencyKey } from './idempotency-key';

/** The Idempotency-Key of the request; undefined if it has none. Throws `bad_request` for one that is not valid. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    parseIdempotencyKey(context.switchToHttp().getRequest<Request>().get('Idempotency-Key')),
);

/** Says in the OpenAPI document that the call takes one; the answers that follow from it are described with it. */
export function ApiIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    description: 'Makes a repeated call safe for 24 hours: visible ASCII, of your choice.',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });
}
