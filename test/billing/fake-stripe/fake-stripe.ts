/*
 * A Stripe of ours, over HTTP, with a memory: what the SDK sends is checked as Stripe checks it, and things happen as
 * time goes by. It stands in for Stripe alone: the product talks to it through the SDK, as it would to Stripe.
 *
 * Where its behaviour is from:
 *   parameters and objects    the types of the npm package stripe 23.1 (API 2026-10-28.endive)
 *   errors                    docs.stripe.com/api/errors, docs.stripe.com/error-codes
 *   idempotency keys          docs.stripe.com/api/idempotent_requests: the first answer again for the same request, an
 *                             error for another one, 409 while the first runs; kept for a day
 *   meter events              docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api: identifiers unique
 *                             for a day, 35 days back, 5 minutes ahead, whole numbers, one call at a time of a customer
 *   summaries                 docs.stripe.com/api/billing/meter-event-summary: aligned times, pages
 *   prices by tiers           docs.stripe.com/products-prices/pricing-models: graduated
 *   changes within a month    docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup: a metered price
 *                             charges what was used since it was added
 *   schedules                 docs.stripe.com/billing/subscriptions/subscription-schedules
 *   webhooks                  docs.stripe.com/webhooks: signed by the SDK's own helper; late, repeated and in any order
 *
 * It knows no taxes, coupons, trials or currencies, and a proration by days is one by seconds here.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { FakeBooks } from './books';
import { parseForm } from './form';
import type { Form } from './form';
import { Messenger } from './messenger';
import { ROUTES } from './routes';
import { invalid, StripeError } from './stripe-error';

export const SECRET_KEY = 'sk_test_fake';
export const WEBHOOK_SECRET = 'whsec_fake';

const KEPT_FOR_SECONDS = 86_400;

/** What becomes of a call: done as always, refused before or lost behind its effect. */
export type Fault = 'none' | 'rate_limited' | 'broken_before' | 'broken_behind' | 'error_behind';

interface Answer {
  readonly status: number;
  readonly body: object;
}

interface Kept {
  /** In seconds. */
  readonly at: number;
  readonly request: string;
  readonly answer: Promise<Answer>;
}

export class FakeStripe {
  readonly messenger = new Messenger(WEBHOOK_SECRET, () => this.books.now);
  readonly books = new FakeBooks((type, object) => {
    this.messenger.tell(type, object);
  });
  /** What becomes of the next call; always nothing unless told otherwise. */
  faultOf: (path: string) => Fault = () => 'none';
  delayMs = 0;
  /** What a person sees at a path, if anything. */
  pageOf: (path: string) => Promise<string | undefined> = () => Promise.resolve(undefined);
  readonly calls: string[] = [];
  /** Calls that reported usage while another one of the same customer was under way. */
  overlapping = 0;
  private readonly kept = new Map<string, Kept>();
  private readonly reporting = new Set<string>();
  private readonly server: Server = createServer((request, response) => {
    this.respond(request).then(
      (answer) => {
        if (answer === undefined) {
          request.socket.destroy();
          return;
        }
        response.writeHead(answer.status, {
          ...{ 'Content-Type': 'application/json', 'Stripe-Version': Stripe.API_VERSION },
          ...(answer.status === 429 && { 'Retry-After': '1' }),
        });
        response.end(JSON.stringify(answer.body));
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Of the product that uses it. */
  get settings(): { secretKey: string; webhookSecret: string; apiBase: string } {
    return { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET, apiBase: this.url };
  }

  /** Undefined: no answer goes out. */
  private async respond(request: IncomingMessage): Promise<Answer | undefined> {
    const page = request.method === 'GET' ? await this.pageOf(request.url ?? '') : undefined;
    return page === undefined ? this.answer(request) : { status: 200, body: { page } };
  }

  private async answer(request: IncomingMessage): Promise<Answer | undefined> {
    const body = await textOf(request);
    const { pathname, search } = new URL(request.url ?? '/', this.url);
    const form = parseForm(request.method === 'GET' ? search.slice(1) : body);
    this.calls.push(`${request.method ?? ''} ${pathname}`);
    if (this.delayMs > 0) await sleep(this.delayMs);
    const fault = this.faultOf(pathname);
    return this.unlessFaulty(fault, () =>
      this.once(request, `${pathname}?${body}`, async () => {
        const answer = await this.handle(request, pathname, form);
        return fault === 'error_behind'
          ? refusal(new StripeError(500, 'api_error', 'Something went wrong.'))
          : answer;
      }),
    );
  }

  /** Undefined: no answer goes out. */
  private async unlessFaulty(fault: Fault, answer: () => Promise<Answer>): Promise<Answer | undefined> {
    if (fault === 'broken_before') return undefined;
    if (fault === 'rate_limited') {
      return refusal(new StripeError(429, 'invalid_request_error', 'Too many requests.'));
    }
    const good = await answer();
    return fault === 'broken_behind' ? undefined : good;
  }

  /** By its idempotency key. */
  private async once(
    request: IncomingMessage,
    asked: string,
    handle: () => Promise<Answer>,
  ): Promise<Answer> {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string') return handle();
    const kept = this.knownBy(key);
    if (kept !== undefined && kept.request !== asked) {
      return refusal(
        new StripeError(400, 'idempotency_error', 'Keys can only be used with the same parameters.'),
      );
    }
    if (kept !== undefined) return kept.answer;
    const answer = handle();
    this.kept.set(key, { at: this.books.now, request: asked, answer });
    // What was refused before it began is not kept; a failure is.
    const { status } = await answer;
    if (status >= 400 && status < 500) this.kept.delete(key);
    return answer;
  }

  private knownBy(key: string): Kept | undefined {
    const kept = this.kept.get(key);
    return kept !== undefined && this.books.now - kept.at < KEPT_FOR_SECONDS ? kept : undefined;
  }

  private async handle(request: IncomingMessage, path: string, form: Form): Promise<Answer> {
    try {
      this.checkHead(request);
      const route = ROUTES.find((each) => each.method === request.method && each.path.test(path));
      if (route === undefined)
        throw new StripeError(404, 'invalid_request_error', `Unrecognized request URL ${path}`);
      const id = route.path.exec(path)?.[1] ?? '';
      const body = await this.alone(path, form, () => route.answer(this.books, { form, id, url: this.url }));
      return { status: 200, body };
    } catch (error) {
      if (error instanceof StripeError) return refusal(error);
      throw error;
    }
  }

  private checkHead({ method, headers }: IncomingMessage): void {
    if (headers.authorization !== `Bearer ${SECRET_KEY}`) {
      throw new StripeError(401, 'invalid_request_error', 'Invalid API Key provided.');
    }
    if (headers['stripe-version'] !== Stripe.API_VERSION) throw invalid('This API version is not pinned.');
    const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
    if (method === 'POST' && !isForm) throw invalid('The body is no form.');
  }

  /** One call at a time for a customer's meter events. */
  private async alone(path: string, form: Form, work: () => object): Promise<object> {
    if (path !== '/v1/billing/meter_events') return work();
    const customer = JSON.stringify(form['payload']);
    const name = /"stripe_customer_id":"(\w+)"/.exec(customer)?.[1] ?? '';
    if (this.reporting.has(name)) {
      this.overlapping += 1;
      throw new StripeError(429, 'invalid_request_error', 'One call at a time of a customer.', {
        code: 'lock_timeout',
      });
    }
    this.reporting.add(name);
    try {
      await sleep(1);
      return work();
    } finally {
      this.reporting.delete(name);
    }
  }
}

function refusal({ status, type, message, more }: StripeError): Answer {
  return { status, body: { error: { type, message, ...more } } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
