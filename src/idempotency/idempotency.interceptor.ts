import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf, setCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { parseIdempotencyKey } from '@libs/http/idempotency-key';
import type { Request, Response } from 'express';
import { defer, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { IdempotencyService } from './idempotency.service';
import type { Answer, KeyedRequest } from './idempotency.types';
import { AnsweredBefore } from './keyed-change';

/** The fields of a route's answer that are shown in the first one only. */
export const SHOWN_ONCE = 'trustflow:shown-once';

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly caller: Caller;
  readonly shownOnce: readonly string[];
}

/** Behind the guards and the reading of the body, before its validation: what is sent again is not judged again. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const key = parseIdempotencyKey(request.get('Idempotency-Key'));
    if (key === undefined) return next.handle();
    const caller = callerOf(request);
    if (caller === undefined) throw new Error('a route that is idempotent is authenticated');
    const shownOnce = this.reflector.get<readonly string[]>(SHOWN_ONCE, context.getHandler());
    const keyed = this.idempotency.request(key, { path: request.path, body: request.body as unknown });
    return defer(() => this.answer(keyed, { request, response, caller, shownOnce }, next));
  }

  private async answer(keyed: KeyedRequest, exchange: Exchange, next: CallHandler): Promise<unknown> {
    const { response, caller } = exchange;
    const earlier = await this.idempotency.findAnswer(caller.tenantId, keyed);
    if (earlier !== undefined) return replay(earlier, response);
    try {
      return await this.answerFirst(keyed, exchange, next);
    } catch (error) {
      // Another one of the same request was first, a moment ago.
      if (error instanceof AnsweredBefore) return replay(error.answer, response);
      throw error;
    }
  }

  private async answerFirst(keyed: KeyedRequest, exchange: Exchange, next: CallHandler): Promise<unknown> {
    const { request, response, caller, shownOnce } = exchange;
    const change = this.idempotency.change(keyed);
    setCaller(request, { ...caller, companion: change });
    try {
      const body = await lastValueFrom<unknown>(next.handle());
      await change.commit(toAnswer(body, response, shownOnce));
      return body;
    } catch (error) {
      await change.rollBack(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }
}

function toAnswer(body: unknown, response: Response, shownOnce: readonly string[]): Answer {
  const location = response.getHeader('Location');
  const fields = Object.entries(body ?? {}).filter(([name]) => !shownOnce.includes(name));
  return { body: Object.fromEntries(fields), ...(location !== undefined && { location: String(location) }) };
}

function replay({ body, location }: Answer, response: Response): unknown {
  response.setHeader('Idempotent-Replayed', 'true');
  if (location !== undefined) response.setHeader('Location', location);
  return body;
}
