import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { traceIdOf } from './trace';

/** Where a request came from, for the audit trail: 32 hex digits of trace id, and the peer's address. */
export interface Origin {
  readonly traceId: string;
  readonly network: string | null;
}

export const RequestOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin => {
  return originOf(context.switchToHttp().getRequest<Request>());
});

export function originOf(request: Request): Origin {
  return { traceId: traceIdOf(request), network: networkOf(request.ip) };
}

/** A proxy may name the peer by anything at all; a link-local address comes with its zone. */
function networkOf(ip: string | undefined): string | null {
  const [address = ''] = ip?.split('%') ?? [];
  return canonicalIp(address) ?? null;
}
