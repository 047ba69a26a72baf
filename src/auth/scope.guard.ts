import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf } from '@libs/http/caller';
import { Problem } from '@libs/http/problem';
import { grants } from '@libs/http/scope';
import { isPublicRoute, requiredScope } from '@libs/http/scopes.decorator';
import type { Request } from 'express';

/** May you call this route. Closed by default: a route without a scope and not public is refused. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (isPublicRoute(this.reflector, context)) return true;
    const scope = requiredScope(this.reflector, context);
    if (scope === undefined) throw new Error(`${context.getClass().name} has a route that names no scope`);
    const caller = callerOf(context.switchToHttp().getRequest<Request>());
    if (caller === undefined) throw new Error('who asks is known before what they may');
    if (!grants(caller.scopes, scope)) {
      throw new Problem('scope_missing', `This API key lacks the scope ${scope}.`);
    }
    return true;
  }
}
