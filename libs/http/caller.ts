import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Companion } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Request } from 'express';
import type { Origin } from './origin';
import type { Scope } from './scope';

/** Who sent the request, and from where. The guard that authenticates sets it. */
export interface Caller {
  readonly tenantId: TenantId;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** Of the tenant: a sandbox is one of its own. */
  readonly mode: 'live' | 'test';
  readonly origin: Origin;
  /** SHA-256 of the API key: agents sign it. */
  readonly keyDigest: Buffer;
  /** The uuid of the agent without whose signature the key opens nothing. */
  readonly boundAgentId: string | null;
  /** Goes with the change that is asked for: where it has to happen once. */
  readonly companion?: Companion;
}

const CALLER = Symbol('caller');
type CarryingRequest = Request & { [CALLER]?: Caller };

export function setCaller(request: Request, caller: Caller): void {
  (request as CarryingRequest)[CALLER] = caller;
}

/** Undefined on public routes and before authentication. */
export function callerOf(request: Request): Caller | undefined {
  return (request as CarryingRequest)[CALLER];
}

/** The caller of an authenticated route. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<Request>());
  if (caller === undefined) throw new Error('a route that asks for its caller is authenticated');
  return caller;
});
