import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { callerOf } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import type { Request } from 'express';
import type { VerifiedAgent } from './verified-agent.types';

const AGENT = Symbol('verified agent');
type CarryingRequest = Request & { [AGENT]?: VerifiedAgent };

export function setVerifiedAgent(request: Request, agent: VerifiedAgent): void {
  (request as CarryingRequest)[AGENT] = agent;
}

/** Undefined where the request carries no signature. */
export function verifiedAgentOf(request: Request): VerifiedAgent | undefined {
  return (request as CarryingRequest)[AGENT];
}

/** Who sent a request: the caller whose key it came with, and the agent that signed it. */
export interface Sender {
  readonly caller: Caller;
  readonly agent?: VerifiedAgent;
}

/** Of an authenticated route. */
export const CurrentSender = createParamDecorator((_: unknown, context: ExecutionContext): Sender => {
  const request = context.switchToHttp().getRequest<Request>();
  const [caller, agent] = [callerOf(request), verifiedAgentOf(request)];
  if (caller === undefined) throw new Error('a route that asks for its sender is authenticated');
  return { caller, ...(agent && { agent }) };
});

const TAKES_NONCE = 'trustflow:takes-nonce';

/** The route takes the signature's nonce itself, in the transaction of what it does. */
export function TakesNonce(): CustomDecorator {
  return SetMetadata(TAKES_NONCE, true);
}

export function takesNonce(reflector: Reflector, context: ExecutionContext): boolean {
  return reflector.get<boolean | undefined>(TAKES_NONCE, context.getHandler()) ?? false;
}
