import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ProcessMetrics } from './process-metrics';

const TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 64;

/** Something that a process needs, and whether it is there. Reasons are short and hold no address or password. */
export interface Check {
  readonly name: string;
  readonly status: 'up' | 'down';
  readonly reason?: string;
}

export interface Health {
  check(): Promise<readonly Check[]>;
}

interface Said {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Page = () => Promise<Said>;

/**
 * A server for those who watch a process, not listening yet: `/metrics` in Prometheus' text format 0.0.4, and with
 * `health` `/health/live` and `/health/ready`, which is 503 with the reasons where something is down.
 */
export function metricsServer(metrics: ProcessMetrics, health?: Health): Server {
  const pages = new Map<string, Page>([['/metrics', () => metricsPage(metrics)]]);
  if (health !== undefined) {
    pages.set('/health/live', () => Promise.resolve(json(200, { status: 'up' })));
    pages.set('/health/ready', () => readyPage(health));
  }
  const server = createServer((request, response) => {
    answer(pages, request, response).catch(() => {
      response.destroy();
    });
  });
  server.requestTimeout = TIMEOUT_MS;
  server.headersTimeout = TIMEOUT_MS;
  server.timeout = TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function answer(
  pages: ReadonlyMap<string, Page>,
  { url = '', method = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const page = pages.get(url.replace(/\?.*$/s, ''));
  const { status, contentType, body } = page === undefined ? NOT_FOUND : await said(page, method);
  response.writeHead(status, {
    'Content-Type': contentType,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(status === NOT_ALLOWED.status && { Allow: 'GET, HEAD' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

const NOT_FOUND = text(404, 'There is nothing here.\n');
const NOT_ALLOWED = text(405, 'Use GET.\n');

async function said(page: Page, method: string): Promise<Said> {
  return method === 'GET' || method === 'HEAD' ? page() : NOT_ALLOWED;
}

async function metricsPage({ registry }: ProcessMetrics): Promise<Said> {
  return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
}

async function readyPage(health: Health): Promise<Said> {
  const checks = await health.check();
  const isUp = checks.every(({ status }) => status === 'up');
  return json(isUp ? 200 : 503, { status: isUp ? 'up' : 'down', checks });
}

function json(status: number, body: object): Said {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

function text(status: number, body: string): Said {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
