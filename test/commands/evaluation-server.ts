import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const GOOD_KEY = 'tf_live_good';

interface Answer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

/** Answers `POST /v1/evaluations` as the API does, with the trouble that a test asks for. */
export class EvaluationServer {
  /** The transaction ids in the order in which their requests came, tries included. */
  readonly received: string[] = [];
  /** Bodies by transaction id, as they came first. */
  readonly bodies = new Map<string, Record<string, unknown>>();
  mostAtOnce = 0;
  /** Called for each request; an answer takes the place of the evaluation. */
  trouble: (transactionId: string, tries: number) => Answer | 'hang-up' | undefined = () => undefined;
  /** Called before each answer. */
  pause: () => Promise<void> = () => Promise.resolve();

  private atOnce = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<EvaluationServer> {
    const server = createServer();
    const api = new EvaluationServer(server);
    server.on('request', (request, response) => {
      void api.serve(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    const answer = await this.answer(request, Buffer.concat(chunks).toString());
    this.atOnce -= 1;
    if (answer === 'hang-up') response.destroy();
    else response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  }

  private async answer(request: IncomingMessage, text: string): Promise<Answer | 'hang-up'> {
    if (request.url !== '/v1/evaluations') return problem(404, 'not_found');
    if (request.headers.authorization !== `Bearer ${GOOD_KEY}`) return problem(401, 'api_key_invalid');
    const body = JSON.parse(text);
    const id = String(body.transactionId);
    this.received.push(id);
    await this.pause();
    const trouble = this.trouble(id, this.received.filter((other) => other === id).length);
    return trouble ?? this.evaluate(id, body);
  }

  private evaluate(id: string, body: Record<string, unknown>): Answer {
    const known = this.bodies.get(id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(body)) {
      return problem(422, 'idempotency_key_reused');
    }
    this.bodies.set(id, body);
    const points = Math.round(Number(body['amount']) / 100);
    const decision = points >= 70 ? 'block' : points >= 30 ? 'review' : 'allow';
    return {
      status: 201,
      headers: known === undefined ? {} : { 'Idempotent-Replayed': 'true' },
      body: {
        id: `eval_${id}`,
        decision,
        score: Math.min(points, 100),
        factors: [{ code: 'amount', points }],
      },
    };
  }
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { status, code, detail: `about ${code}.` } };
}
