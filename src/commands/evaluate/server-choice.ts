import { RunStoppedError } from './evaluation-client';
import { isAnswering } from './http-post';
import { UsageError } from '../option-values';

/** Starts a server of this run's own and a key for it. */
export type StartServer = () => Promise<{ url: string; apiKey: string; stop: () => Promise<void> }>;

export interface ChosenServer {
  url: URL;
  apiKey: string;
  isOurs: boolean;
  stop: () => Promise<void>;
}

export interface ServerWish {
  /** Undefined: nobody asked for a certain server. */
  url: URL | undefined;
  usualUrl: URL;
  apiKey: string | undefined;
  startServer: StartServer | undefined;
}

/**
 * The server that was asked for, or the one at the usual address, or one that is started for this run.
 *
 * @throws UsageError if a server answers but there is no key for it, RunStoppedError if none answers.
 */
export async function chooseServer(wish: ServerWish): Promise<ChosenServer> {
  const url = wish.url ?? wish.usualUrl;
  if (await isAnswering(url)) {
    if (wish.apiKey === undefined) {
      throw new UsageError(
        `A server answers at ${url.origin}: give its key with --key or in TRUSTFLOW_API_KEY.`,
      );
    }
    return { url, apiKey: wish.apiKey, isOurs: false, stop: () => Promise.resolve() };
  }
  if (wish.url !== undefined || wish.startServer === undefined) {
    throw new RunStoppedError(`No server answers at ${url.origin}.`);
  }
  const started = await wish.startServer();
  return { url: new URL(started.url), apiKey: started.apiKey, isOurs: true, stop: () => started.stop() };
}
