import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { setCaller } from '@libs/http/caller';
import { originOf } from '@libs/http/origin';
import { Problem } from '@libs/http/problem';
import type { ProblemCode } from '@libs/http/problem-catalogue';
import { isPublicRoute } from '@libs/http/scopes.decorator';
import type { Request } from 'express';
import { KeyWatch } from './anomalies/key-watch';
import { Authenticator } from './authenticator';
import { addressOf } from './limits/address';
import { FailedAuthentications } from './limits/failed-authentications';
import { AccessRefusals } from './refusals/access-refusals';
import { refusalOf } from './refusals/refusal-of';

const OF_A_KNOWN_KEY: readonly ProblemCode[] = [
  'api_key_revoked',
  'api_key_expired',
  'ip_not_allowed',
  'tenant_suspended',
];

/** Who are you. An address that fails too often is held off: of its keys only those count that this process knows already. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly failures: FailedAuthentications,
    private readonly watch: KeyWatch,
    private readonly refusals: AccessRefusals,
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
    const known = await this.authenticator
      .authenticate(authorization, origin.network)
      .catch(async (error: unknown) => {
        await this.noteRefusal(request, error);
        return this.failures.count(address, error);
      });
    const caller = { ...known, origin };
    setCaller(request, caller);
    this.watch.used(caller);
    return true;
  }

  private async noteRefusal(request: Request, error: unknown): Promise<void> {
    if (!(error instanceof Problem) || !OF_A_KNOWN_KEY.includes(error.code)) return;
    const owner = await this.authenticator.claimantOf(request.headers.authorization);
    if (owner === undefined) return;
    this.refusals.note(refusalOf(owner, error.code, request));
    if (error.code !== 'tenant_suspended')
      this.watch.refused({ ...owner, origin: originOf(request) }, error.code);
  }
}
