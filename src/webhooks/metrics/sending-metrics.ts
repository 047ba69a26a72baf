import { Injectable } from '@nestjs/common';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { AttemptResult } from '../sending/attempt-result';
import type { DeliveryFailure } from '../webhooks.types';

const ANSWERS = ['2xx', '3xx', '4xx', '5xx', 'none'];

/** From what is next door to what is given up on. */
const DURATIONS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];

/** What this process sends. No label names a tenant or an endpoint: they are many, and the log of attempts knows. */
@Injectable()
export class SendingMetrics {
  private readonly attempts: Counter<'answer'>;
  private readonly durations: Histogram;
  private readonly inFlight: Gauge;
  private readonly settled: Counter<'outcome'>;

  constructor({ registry }: ProcessMetrics) {
    const registers = [registry];
    this.attempts = new Counter({
      name: 'trustflow_webhook_attempts_total',
      help: 'Attempts by what came back: 2xx, 3xx, 4xx, 5xx, other, or none.',
      ...{ labelNames: ['answer'], registers },
    });
    this.durations = new Histogram({
      name: 'trustflow_webhook_attempt_duration_seconds',
      help: 'How long attempts took, answered or not.',
      ...{ buckets: DURATIONS_SECONDS, registers },
    });
    this.inFlight = new Gauge({
      name: 'trustflow_webhook_attempts_in_flight',
      help: 'Attempts that are being sent just now.',
      registers,
    });
    this.settled = new Counter({
      name: 'trustflow_webhook_deliveries_settled_total',
      help: 'Deliveries that this process took up and that came to an end: delivered, or why nothing more is tried.',
      ...{ labelNames: ['outcome'], registers },
    });
    for (const answer of ANSWERS) this.attempts.inc({ answer }, 0);
    this.settled.inc({ outcome: 'delivered' }, 0);
  }

  async measured(attempt: () => Promise<AttemptResult>): Promise<AttemptResult> {
    this.inFlight.inc();
    try {
      const result = await attempt();
      this.attempts.inc({ answer: answerOf(result) });
      this.durations.observe(result.durationMs / 1_000);
      return result;
    } finally {
      this.inFlight.dec();
    }
  }

  ended(outcome: 'delivered' | DeliveryFailure): void {
    this.settled.inc({ outcome });
  }
}

/** The class of the status (RFC 9110 section 15); whatever a stranger answers, it is one of these. */
function answerOf({ responseStatus }: AttemptResult): string {
  if (responseStatus === null) return 'none';
  const answer = `${Math.floor(responseStatus / 100)}xx`;
  return ANSWERS.includes(answer) ? answer : 'other';
}
