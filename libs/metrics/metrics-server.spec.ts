import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Gauge } from 'prom-client';
import { metricsServer } from './metrics-server';
import type { Check } from './metrics-server';
import { ProcessMetrics } from './process-metrics';

const metrics = new ProcessMetrics();
new Gauge({ name: 'things', help: 'How many.', registers: [metrics.registry] }).set(3);

let checks: Check[];
let stop: () => void;
let ask: (path: string, method?: string) => Promise<Response>;

async function start(hasHealth: boolean): Promise<void> {
  const server = metricsServer(metrics, hasHealth ? { check: () => Promise.resolve(checks) } : undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  ask = (path, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
}

afterEach(() => {
  stop();
});

describe('the server for those who watch', () => {
  it('shows what the process measures of itself, and what was added', async () => {
    await start(false);
    const response = await ask('/metrics?debug=1');
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('# HELP things How many.\n# TYPE things gauge\nthings 3\n');
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} [\\d.e+-]+`, 'm'));
    }
  });

  it.each([
    ['/', 'GET', 404],
    ['/metrics/', 'GET', 404],
    ['/health/live', 'GET', 404],
    ['/metrics', 'POST', 405],
    ['/metrics', 'HEAD', 200],
  ])('answers %s by %s with %i where it has no health to tell', async (path, method, status) => {
    await start(false);
    expect((await ask(path, method)).status).toBe(status);
  });

  it('tells that it is up without asking anything, and whether it is ready with the reasons', async () => {
    await start(true);
    checks = [{ name: 'database', status: 'up' }];
    const ready = await ask('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'up', checks }]);
    checks = [...checks, { name: 'queue', status: 'down', reason: 'it does not answer' }];
    const down = await ask('/health/ready');
    expect([down.status, await down.json()]).toEqual([503, { status: 'down', checks }]);
    const live = await ask('/health/live');
    expect([live.status, await live.json()]).toEqual([200, { status: 'up' }]);
  });
});
