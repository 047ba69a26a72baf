import { ProcessMetrics } from '@libs/metrics/process-metrics';
import type { AttemptResult } from '../sending/attempt-result';
import { SendingMetrics } from './sending-metrics';

const ANSWERED: AttemptResult = {
  ...{ startedAt: new Date(0), durationMs: 42, responseStatus: 200, responseBody: null },
  ...{ error: null, retryAfterMs: undefined },
};

let metrics: ProcessMetrics;
let sending: SendingMetrics;
beforeEach(() => {
  metrics = new ProcessMetrics();
  sending = new SendingMetrics(metrics);
});

const shown = (): Promise<string> => metrics.registry.metrics();
const attempt = (responseStatus: number | null, durationMs = 42): Promise<AttemptResult> =>
  sending.measured(() => Promise.resolve({ ...ANSWERED, responseStatus, durationMs }));

describe('what is measured of sending', () => {
  it.each([
    [204, '2xx'],
    [302, '3xx'],
    [404, '4xx'],
    [503, '5xx'],
    [999, 'other'],
    [null, 'none'],
  ])('counts an attempt that was answered %s as %s', async (status, answer) => {
    await attempt(status);
    await expect(shown()).resolves.toContain(`trustflow_webhook_attempts_total{answer="${answer}"} 1\n`);
  });

  it('shows how long attempts took, in seconds', async () => {
    await attempt(200, 42);
    await attempt(null, 15_000);
    const text = await shown();
    expect(text).toContain('trustflow_webhook_attempt_duration_seconds_bucket{le="0.025"} 0\n');
    expect(text).toContain('trustflow_webhook_attempt_duration_seconds_bucket{le="0.05"} 1\n');
    expect(text).toContain('trustflow_webhook_attempt_duration_seconds_sum 15.042\n');
    expect(text).toContain('trustflow_webhook_attempt_duration_seconds_count 2\n');
  });

  it('shows what is under way, until it ends in whichever way', async () => {
    let fail = (): void => undefined;
    const hanging = sending.measured(
      () =>
        new Promise(
          (_, reject) =>
            (fail = () => {
              reject(new Error('broken'));
            }),
        ),
    );
    await expect(shown()).resolves.toContain('trustflow_webhook_attempts_in_flight 1\n');
    fail();
    await expect(hanging).rejects.toThrow('broken');
    await expect(shown()).resolves.toContain('trustflow_webhook_attempts_in_flight 0\n');
  });

  it('counts how deliveries end, from 0', async () => {
    await expect(shown()).resolves.toContain('deliveries_settled_total{outcome="delivered"} 0\n');
    sending.ended('delivered');
    sending.ended('endpoint_disabled');
    const text = await shown();
    expect(text).toContain('trustflow_webhook_deliveries_settled_total{outcome="delivered"} 1\n');
    expect(text).toContain('trustflow_webhook_deliveries_settled_total{outcome="endpoint_disabled"} 1\n');
  });
});
