import type { Runtime } from './runtime';

/** What a person wants to know after a start, in a few lines. */
export function banner({ settings, embedded, urls }: Runtime, url: string, tookMs: number): string {
  const lines = [
    `TrustFlow is ready in ${(tookMs / 1_000).toFixed(1)} s. Ctrl-C stops it.`,
    `  API     ${url}`,
    `  Docs    ${url}/docs`,
    `  Data    ${dataOf({ embedded, urls })}`,
    ...(embedded?.relocatedBecause === undefined ? [] : [`          ${embedded.relocatedBecause}`]),
    `  Queue   ${settings.redisUrl === undefined ? 'PostgreSQL (no REDIS_URL)' : 'Redis'}`,
    `  Plans   ${settings.stripe === undefined ? `new tenants are on ${settings.defaultPlan}; nothing can be paid for (no STRIPE_SECRET_KEY)` : 'paid for through Stripe'}`,
    '',
    'Get a key:',
    `  curl -X POST ${url}/v1/signup -H 'Content-Type: application/json' \\`,
    `    -d '{"organization":"Acme Shop","email":"ops@acme.example"}'`,
  ];
  return `${lines.join('\n')}\n\n`;
}

function dataOf({
  embedded,
  urls,
}: Pick<Runtime, 'urls'> & { embedded: Runtime['embedded'] | undefined }): string {
  if (embedded === undefined) {
    const { hostname, pathname } = new URL(urls.app);
    return `PostgreSQL at ${hostname}, database ${pathname.slice(1)}`;
  }
  return `${embedded.dataDir} (PostgreSQL 18 on port ${embedded.connection.port})`;
}
