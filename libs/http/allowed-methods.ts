import type { Request } from 'express';

/** What is used of a layer of Express 5's router (package `router` 2), whose types leave `match` out. */
interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): unknown;
}

/**
 * The methods under which the path of the request is routed, in capitals and in order. A route for every
 * method does not count: it is how Nest catches what nothing else has answered.
 */
export function allowedMethods(request: Request): string[] {
  const { stack } = request.app.router as unknown as { readonly stack: readonly RouterLayer[] };
  const routes = stack.filter((layer) => layer.route !== undefined && layer.match(request.path) !== false);
  const methods = new Set(routes.flatMap((layer) => namedMethods(layer)));
  if (methods.has('GET')) {
    methods.add('HEAD');
  }
  return [...methods].sort();
}

function namedMethods({ route }: RouterLayer): string[] {
  const methods = Object.keys(route?.methods ?? {});
  return methods.includes('_all') ? [] : methods.map((method) => method.toUpperCase());
}
