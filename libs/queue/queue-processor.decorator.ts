import { Processor } from '@nestjs/bullmq';
import type { WorkerOptions } from 'bullmq';

/** BullMQ's own 15 s would be added to every outage of the queue: nothing would be sent for so long. */
const LOOK_AGAIN_AFTER_ERROR_MS = 1_000;

/** What works on the jobs of a queue; by itself one job at a time. */
export function QueueProcessor(
  queue: string,
  options: Omit<WorkerOptions, 'connection'> = {},
): ClassDecorator {
  return Processor(queue, { runRetryDelay: LOOK_AGAIN_AFTER_ERROR_MS, ...options });
}
