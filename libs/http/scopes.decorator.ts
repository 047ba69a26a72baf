import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from './scope';

/** The security scheme of the OpenAPI document under which a key is sent. */
export const API_KEY_SECURITY = 'apiKey';

const ACCESS = 'trustflow:access';
const PUBLIC = 'public';
type Access = typeof PUBLIC | RouteScope;

export type RouteScope = Exclude<Scope, '*'>;

/** The one scope that a key needs for this route, or for every route of a controller that says nothing. */
export function RequireScope(scope: RouteScope): ClassDecorator & MethodDecorator {
  // OpenAPI 3.1 names what a call needs under any kind of security, not under OAuth alone.
  return applyDecorators(SetMetadata<string, Access>(ACCESS, scope), ApiSecurity(API_KEY_SECURITY, [scope]));
}

/** No key is asked for. A route is either public or of a scope: the nearer decorator counts. */
export function Public(): CustomDecorator {
  return SetMetadata<string, Access>(ACCESS, PUBLIC);
}

export function isPublicRoute(reflector: Reflector, context: ExecutionContext): boolean {
  return accessOf(reflector, context) === PUBLIC;
}

/** Undefined for a public route and for one that says nothing: a guard refuses the latter. */
export function requiredScope(reflector: Reflector, context: ExecutionContext): RouteScope | undefined {
  const access = accessOf(reflector, context);
  return access === PUBLIC ? undefined : access;
}

function accessOf(reflector: Reflector, context: ExecutionContext): Access | undefined {
  return reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
}
