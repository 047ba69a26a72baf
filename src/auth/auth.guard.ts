import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { setCaller } from '@libs/http/caller';
import { originOf } from '@libs/http/origin';
import { Problem } from '@libs/http/problem';
import { isPublicRoute, requiredScope } from '@libs/http/scopes.decorator';
import type { Request } from 'express';
import { Authenticator } from './authenticator';
import { grants } from './scopes';

/** Who are you, and may you call this route. Closed by default: a route without a scope and not public is refused. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublicRoute(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const caller = await this.authenticator.authenticate(request.headers.authorization);
    setCaller(request, { ...caller, origin: originOf(request) });
    const scope = requiredScope(this.reflector, context);
    if (scope === undefined) throw new Error(`${context.getClass().name} has a route that names no scope`);
    if (!grants(caller.scopes, scope)) {
      throw new Problem('scope_missing', `This API key lacks the scope ${scope}.`);
    }
    return true;
  }
}
