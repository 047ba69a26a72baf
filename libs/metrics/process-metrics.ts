import { collectDefaultMetrics, Registry } from 'prom-client';

/** Everything that a process measures of itself, as Prometheus reads it. Whoever measures more adds to the registry. */
export class ProcessMetrics {
  readonly registry = new Registry();

  /** Memory, CPU, garbage collection, and how late the event loop is. */
  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
