import type { CallHandler, ExecutionContext, NestInterceptor, RawBodyRequest } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { refuseCardNumbers, refusesCardNumbersItemByItem } from './card-number-refusal';
import { parseStrictJson } from './strict-json';

/**
 * Reads the body of a route that asks for one with `@Body()`: after the guards, so that nobody without a key
 * has us parse, and before the pipes. A body with a card number in it goes no further. A route that takes
 * no body ignores one; a route that wants the bytes as they came (a signed webhook) reads `rawBody`.
 */
export class JsonBodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (takesBody(context)) {
      const request = context.switchToHttp().getRequest<RawBodyRequest<Request>>();
      const body = parseStrictJson(request.rawBody ?? Buffer.alloc(0));
      if (!refusesCardNumbersItemByItem(context)) {
        refuseCardNumbers(body);
      }
      request.body = body;
    }
    return next.handle();
  }
}

function takesBody(context: ExecutionContext): boolean {
  const parameters: unknown = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  );
  // Nest names each parameter "<type>:<index>".
  return Object.keys(parameters ?? {}).some((name) => name.startsWith(`${RouteParamtypes.BODY}:`));
}
