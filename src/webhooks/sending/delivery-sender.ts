import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { seldom } from '@libs/event-loop/seldom';
import { formatId } from '@libs/ids/typeid';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';
import { SendError } from '@libs/safe-fetch/send-error';
import { signatures } from '@libs/webhook-signature/signatures';
import { EndpointSecrets } from '../secrets/endpoint-secrets';
import type { AttemptResult } from './attempt-result';
import { deliveryBody } from './delivery-body';
import type { OutgoingDelivery } from './loaded-delivery';
import { readRetryAfterMs } from './retry-after';

const TOLD_EVERY_MS = 60_000;

/** Sends one delivery once, signed with every key of its endpoint, and tells what came back. */
@Injectable()
export class DeliverySender {
  private readonly logger = new Logger(DeliverySender.name);
  private readonly tellUnsigned = seldom(TOLD_EVERY_MS, (error: unknown) => {
    this.logger.error({ message: 'a delivery could not be signed', reason: String(error) });
  });

  constructor(
    private readonly fetch: SafeFetch,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {}

  async send({ url, event, secrets }: OutgoingDelivery): Promise<AttemptResult> {
    const startedAt = this.clock.now();
    const body = deliveryBody(event);
    const headers = await this.headers(event.eventId, body, secrets, startedAt);
    if (headers === undefined) return unanswered(startedAt, 'not_signed', 0);
    try {
      const {
        status,
        body: responseBody,
        retryAfter,
        durationMs,
      } = await this.fetch.post(url, { headers, body });
      return {
        startedAt,
        durationMs: Math.round(durationMs),
        responseStatus: status,
        responseBody,
        error: null,
        retryAfterMs: readRetryAfterMs(retryAfter, this.clock.now()),
      };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return unanswered(startedAt, error.code, error.durationMs);
    }
  }

  /** Undefined without the right master key: an attempt that came to nothing, and that the endpoint has no part in. */
  private async headers(
    eventId: string,
    body: Buffer,
    secrets: OutgoingDelivery['secrets'],
    at: Date,
  ): Promise<Record<string, string> | undefined> {
    const id = formatId('event', eventId);
    const timestampSeconds = Math.floor(at.getTime() / 1_000);
    try {
      return {
        'content-type': 'application/json',
        'user-agent': 'TrustFlow-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(timestampSeconds),
        'webhook-signature': await signatures(
          { id, timestampSeconds, body },
          this.secrets.signingKeys(secrets),
        ),
      };
    } catch (error) {
      this.tellUnsigned(error);
      return undefined;
    }
  }
}

function unanswered(startedAt: Date, error: string, durationMs: number): AttemptResult {
  return {
    ...{ startedAt, durationMs: Math.round(durationMs), error },
    ...{ responseStatus: null, responseBody: null, retryAfterMs: undefined },
  };
}
