import type { INestApplicationContext } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { createLogger } from '@libs/logging/logger';
import { metricsServer } from '@libs/metrics/metrics-server';
import type { Health } from '@libs/metrics/metrics-server';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { listen } from './listeners';

/** What runs in this process. */
interface Running {
  readonly app: INestApplicationContext;
  /** Undefined where it is told elsewhere: an API's is on its own port. */
  readonly health?: Health;
  close(): Promise<void>;
}

export interface Watched {
  /** What to tell a person; empty where another program has the port. */
  readonly notice: string;
  /** Of what runs, too. */
  close(): Promise<void>;
}

/**
 * Opens the port for those who watch this process. A port that nobody chose may be taken by another process of the
 * same machine: then this one goes on unwatched. Where it was chosen, what runs is closed and a SettingsError thrown.
 */
export async function openMetrics(running: Running, { metrics, logLevel }: Settings): Promise<Watched> {
  const server = metricsServer(running.app.get(ProcessMetrics), running.health);
  try {
    const port = await listen(server, { ...metrics, setting: 'METRICS_PORT' });
    const host = metrics.host.includes(':') ? `[${metrics.host}]` : metrics.host;
    const close = async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await running.close();
    };
    return { notice: `Metrics at http://${host}:${port}/metrics\n`, close };
  } catch (error) {
    if (metrics.isChosen || !(error instanceof SettingsError)) {
      await running.close();
      throw error;
    }
    createLogger(logLevel).warn(`${error.message}: this process is not watched`);
    return { notice: '', close: () => running.close() };
  }
}
