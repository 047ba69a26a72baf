import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { setCaller } from '@libs/http/caller';
import { originOf } from '@libs/http/origin';
import { isPublicRoute } from '@libs/http/scopes.decorator';
import type { Request } from 'express';
import { Authenticator } from './authenticator';
import { addressOf } from './limits/address';
import { FailedAuthentications } from './limits/failed-authentications';

/** Who are you. An address that fails too often is held off: of its keys only those count that this process knows already. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly failures: FailedAuthentications,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublicRoute(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { authorization } = request.headers;
    const address = addressOf(request);
    if (this.failures.isHeldOff(address) && !this.authenticator.knows(authorization)) {
      throw this.failures.heldOff(address);
    }
    const origin = originOf(request);
    const caller = await this.authenticator
      .authenticate(authorization, origin.network)
      .catch((error: unknown) => this.failures.count(address, error));
    setCaller(request, { ...caller, origin });
    return true;
  }
}
