import { collectDefaultMetrics, Registry } from 'prom-client';

let ofProcess: Registry | undefined;

/** Everything that a process measures of itself, as Prometheus reads it. Whoever measures more adds to the registry. */
export class ProcessMetrics {
  /** Memory, CPU, garbage collection, and how late the event loop is: the same in all that one process has. */
  readonly registry = Registry.merge([(ofProcess ??= measuredProcess())]);
}

/** What measures goes on until the process ends, with a timer and an observer of its own: once is enough. */
function measuredProcess(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
