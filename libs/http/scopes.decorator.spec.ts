import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Public, RequireScope, isPublicRoute, requiredScope } from './scopes.decorator';

@RequireScope('tenant:read')
class OfOneScope {
  inherits(): string {
    return 'of the controller';
  }

  @RequireScope('tenant:write')
  needsMore(): string {
    return 'of its own';
  }

  @Public()
  isOpen(): string {
    return 'to all';
  }
}

class OfNone {
  saysNothing(): string {
    return 'to nobody';
  }
}

const reflector = new Reflector();

function routeOf(controller: new () => object, method: string): ExecutionContext {
  const handler: unknown = Reflect.get(controller.prototype as object, method);
  return { getHandler: () => handler, getClass: () => controller } as unknown as ExecutionContext;
}

describe('a route', () => {
  it.each([
    ['inherits', OfOneScope, 'tenant:read', false],
    ['needsMore', OfOneScope, 'tenant:write', false],
    ['isOpen', OfOneScope, undefined, true],
    ['saysNothing', OfNone, undefined, false],
  ] as const)('%s', (method, controller, scope, isPublic) => {
    const context = routeOf(controller, method);
    expect(requiredScope(reflector, context)).toBe(scope);
    expect(isPublicRoute(reflector, context)).toBe(isPublic);
  });
});
