import { Agent, request } from 'node:http';

/** What goes over the wire, filled in. */
export interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const PATIENCE_MS = 20_000;

/** Not fetch, which mends what is to be sent broken. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly origin: string) {}

  close(): void {
    this.agent.destroy();
  }

  send({ method, target, headers, body }: Sent): Promise<Got> {
    const { hostname, port } = new URL(this.origin);
    return new Promise((resolve, reject) => {
      const asking = request(
        { hostname, port, path: target, method, headers, agent: this.agent, timeout: PATIENCE_MS },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const headersOf = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(headersOf) as Record<string, string>,
              text: Buffer.concat(chunks).toString('utf8'),
            });
          });
        },
      );
      asking.on('timeout', () => asking.destroy(new Error('no answer')));
      asking.on('error', reject);
      asking.end(body);
    });
  }
}
