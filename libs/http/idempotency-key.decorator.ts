import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { parseIdempotencyKey } from './idempotency-key';

/** The Idempotency-Key of the request; undefined if it has none. Throws `bad_request` for one that is not valid. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    parseIdempotencyKey(context.switchToHttp().getRequest<Request>().get('Idempotency-Key')),
);
