import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiIdempotencyKey } from '@libs/http/idempotency-key.decorator';
import { IdempotencyInterceptor, SHOWN_ONCE } from './idempotency.interceptor';

/**
 * For a route that creates one thing: with an Idempotency-Key it does so once, and answers every time as the first
 * time. Its service makes the change by `TenantDatabase.runFor(caller, …)`, in one transaction. `shownOnce` names the
 * fields of the answer that hold a secret: they are not kept, and a later answer goes without them.
 */
export function Idempotent({ shownOnce = [] }: { shownOnce?: readonly string[] } = {}): MethodDecorator {
  return applyDecorators(
    SetMetadata(SHOWN_ONCE, shownOnce),
    UseInterceptors(IdempotencyInterceptor),
    ApiIdempotencyKey(),
  );
}
