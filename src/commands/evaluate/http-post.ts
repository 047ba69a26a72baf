import http from 'node:http';
import https from 'node:https';

const REQUEST_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 3_000;
const MAX_RESPONSE_BYTES = 1024 * 1024;

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  latencyMs: number;
  /** On the clock of performance.now(). */
  endedAtMs: number;
}

/** One way to one address over kept connections. */
export class JsonPoster {
  private readonly agent: http.Agent;
  private readonly request: typeof http.request;

  constructor(
    private readonly url: URL,
    private readonly headers: http.OutgoingHttpHeaders,
    connections: number,
  ) {
    const protocol = url.protocol === 'https:' ? https : http;
    this.agent = new protocol.Agent({ keepAlive: true, maxSockets: connections });
    this.request = protocol.request;
  }

  /** Rejects if the network fails, nothing whole has come after 30 s, or the answer is larger than 1 MiB. */
  post(body: string): Promise<HttpAnswer> {
    const headers = {
      ...this.headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const startedAtMs = performance.now();
      const request = this.request(this.url, { method: 'POST', agent: this.agent, headers });
      const timer = setTimeout(() => request.destroy(new Error('no answer within 30 s')), REQUEST_TIMEOUT_MS);
      request.on('close', () => {
        clearTimeout(timer);
      });
      request.on('error', reject);
      request.on('response', (response) => {
        readText(response).then((text) => {
          const { statusCode = 0, headers: answered } = response;
          const endedAtMs = performance.now();
          resolve({
            status: statusCode,
            headers: answered,
            text,
            endedAtMs,
            latencyMs: endedAtMs - startedAtMs,
          });
        }, reject);
      });
      request.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Whether anything speaks HTTP there. */
export function isAnswering(url: URL): Promise<boolean> {
  const { get } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve) => {
    const request = get(new URL('health/live', directoryOf(url)), {
      timeout: PROBE_TIMEOUT_MS,
      agent: false,
    });
    request.on('response', (response) => {
      response.destroy();
      resolve(true);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(false);
    });
    request.on('close', () => {
      resolve(false);
    });
  });
}

/** The address with a slash at its end, so that a path of its own is kept when another is resolved against it. */
export function directoryOf(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/`, url);
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_RESPONSE_BYTES) throw new Error('an answer larger than 1 MiB');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
