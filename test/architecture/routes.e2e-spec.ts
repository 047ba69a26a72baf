import { RequestMethod } from '@nestjs/common';
import type { ExecutionContext, Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { isPublicRoute, requiredScope } from '@libs/http/scopes.decorator';
import { OpenApiDocument } from '../../src/site/openapi-document';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

/** Routes that ask for no key. Each is here because somebody thought about it. */
const PUBLIC = [
  'GET /', // leads to the explorer
  'GET /.well-known/jwks.json', // whoever checks a proof may be anybody
  'GET /.well-known/security.txt', // whoever finds a hole has no key
  'GET /docs',
  'GET /docs/:asset',
  'GET /health/live', // load balancers have no key
  'GET /health/ready',
  'GET /openapi.json',
  'GET /problems',
  'GET /problems/:code',
  'GET /security',
  'GET /v1/plans', // who has no key yet wants to know
  'GET /v1/privacy/erasure-status/:token', // whose tenant is erased has no key left
  'GET /verify-audit.mjs', // who checks a trail trusts nobody
  'POST /v1/billing/stripe-webhook', // Stripe signs instead
  'POST /v1/signup', // makes the first key; limited by address
];

/** For people, or for Stripe alone: not in the OpenAPI document. */
const PAGES = [
  'GET /',
  'GET /.well-known/security.txt',
  'GET /docs',
  'GET /docs/:asset',
  'GET /openapi.json',
  'GET /problems',
  'GET /problems/:code',
  'GET /security',
  'GET /verify-audit.mjs',
  'POST /v1/billing/stripe-webhook',
];

interface Route {
  readonly name: string;
  readonly access: string | undefined;
}

describe('every route', () => {
  let api: TestApi;
  let routes: Route[];
  beforeAll(async () => {
    api = await startTestApi();
    routes = routesOf(api);
  });
  afterAll(() => api.stop());

  it('is one that Nest knows: nothing is mounted past the guards', () => {
    expect(namesOf(routes)).toEqual(routesOfExpress(api));
  });

  it('names the scope that it needs, or stands on the list of public ones', () => {
    expect(namesOf(routes.filter(({ access }) => access === undefined))).toEqual([]);
    expect(namesOf(routes.filter(({ access }) => access === 'public'))).toEqual(PUBLIC);
  });

  it('is in the OpenAPI document with the same scope, or stands on the list of pages', () => {
    const documented = operationsOf(api);
    const expected = routes.filter(({ name }) => !PAGES.includes(name));
    expect(documented).toEqual(expected.map(({ name, access }) => ({ name, access })));
    expect(PAGES.filter((page) => documented.some(({ name }) => name === page))).toEqual([]);
  });
});

function routesOf({ app }: TestApi): Route[] {
  const scanner = new MetadataScanner();
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  const routes = controllers.flatMap(({ metatype }) => {
    const type = metatype as Type;
    const methods = scanner.getAllMethodNames(type.prototype as object);
    return methods.flatMap((method) => routeOf(type, method) ?? []);
  });
  return routes.sort((a, b) => a.name.localeCompare(b.name));
}

function routeOf(type: Type, method: string): Route | undefined {
  const handler = (type.prototype as Record<string, () => void>)[method];
  if (handler === undefined || !Reflect.hasMetadata(METHOD_METADATA, handler)) return undefined;
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '';
  const parts = [type, handler].map((part) => String(Reflect.getMetadata(PATH_METADATA, part)));
  const path = parts.map((part) => part.replace(/^\/|\/$/g, '')).filter((part) => part !== '');
  const context = { getHandler: () => handler, getClass: () => type } as unknown as ExecutionContext;
  const reflector = new Reflector();
  const access = isPublicRoute(reflector, context) ? 'public' : requiredScope(reflector, context);
  return { name: `${verb} /${path.join('/')}`, access };
}

function routesOfExpress({ app }: TestApi): string[] {
  const { router } = app.getHttpAdapter().getInstance() as unknown as {
    router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
  };
  const names = router.stack.flatMap(({ route }) =>
    Object.keys(route?.methods ?? {}).map((method) => `${method.toUpperCase()} ${route?.path ?? ''}`),
  );
  return names.filter((name) => !name.startsWith('_ALL ')).sort((a, b) => a.localeCompare(b));
}

function operationsOf({ app }: TestApi): Route[] {
  const { paths } = app.get(OpenApiDocument).get();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { security?: Record<string, string[]>[] }>).map(
      ([verb, { security }]) => ({
        name: `${verb.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        access: security?.length === 0 ? 'public' : security?.[0]?.['apiKey']?.[0],
      }),
    ),
  );
  return operations.sort((a, b) => a.name.localeCompare(b.name));
}

function namesOf(routes: readonly Route[]): string[] {
  return routes.map(({ name }) => name);
}
