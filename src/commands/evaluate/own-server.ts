import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '@libs/config/settings';
import type { Settings } from '@libs/config/settings';
import { MainModule } from '../../main.module';
import { openRuntime } from '../../runtime';
import { startApi } from '../../start-api';

/**
 * A server for one run, on a free port, over the data folder's database. The key stays in that folder (mode 0600), as
 * a client keeps its key: a run that goes on later has to be of the same tenant to count nothing twice.
 */
export async function startOwnServer(): Promise<{ url: string; apiKey: string; stop: () => Promise<void> }> {
  const settings = ownSettings();
  const runtime = await openRuntime(settings, { worker: true });
  try {
    const api = await startApi(MainModule.with(runtime), settings);
    const stop = async (): Promise<void> => {
      await api.close();
      await runtime.close();
    };
    return { url: api.url, apiKey: await keptKey(api.url, join(settings.dataDir, 'evaluate-key')), stop };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** Without TLS: nobody else calls it, and no certificate is for localhost. */
function ownSettings(): Settings {
  const settings: { tls?: unknown } & Settings = { ...readSettings(), port: 0, logLevel: 'error' };
  delete settings.tls;
  return settings;
}

async function keptKey(url: string, file: string): Promise<string> {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const response = await fetch(`${url}/v1/signup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ organization: 'npm run evaluate', email: 'evaluate@trustflow.example' }),
    });
    const { apiKey } = (await response.json()) as { apiKey: { secret: string } };
    writeFileSync(file, `${apiKey.secret}\n`, { mode: 0o600 });
    return apiKey.secret;
  }
}
