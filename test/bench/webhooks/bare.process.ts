import { queueConnection } from '@libs/queue/queue-connection';
import { readSettings } from '@libs/config/settings';
import { Queue, Worker } from 'bullmq';
import { Agent, request } from 'undici';
import { answerParent } from '../serving/answer-parent';
import { eventData } from './event-data';

const QUEUE = 'bare';
const CONCURRENCY = 256;

interface Adding {
  readonly from: number;
  readonly count: number;
  readonly bytes: number;
  readonly together: number;
}

/** The least that posts from a queue: BullMQ and undici, the body in the job, nothing signed, kept or tried again. */
async function main(): Promise<void> {
  const { redisUrl, databaseUrls } = readSettings();
  const { options: connection, close } = queueConnection({
    ...(redisUrl !== undefined && { redisUrl }),
    ...(databaseUrls?.queue !== undefined && { databaseUrl: databaseUrls.queue }),
  });
  const agent = new Agent({ connections: CONCURRENCY });
  const queue = new Queue<{ body: string }>(QUEUE, { connection });
  let worker: Worker<{ body: string }> | undefined;
  await queue.waitUntilReady();
  answerParent(
    {
      ready: () => true,
      add: async ({ from, count, bytes, together }: Adding) => {
        for (let done = 0; done < count; done += together) {
          const jobs = Array.from({ length: Math.min(together, count - done) }, (_, index) => ({
            name: 'send',
            data: { body: JSON.stringify({ data: eventData(from + done + index, bytes) }) },
            opts: { removeOnComplete: true, removeOnFail: true },
          }));
          await queue.addBulk(jobs);
        }
      },
      work: async (url: string) => {
        const headers = { 'content-type': 'application/json' };
        worker = new Worker<{ body: string }>(
          QUEUE,
          async ({ data }) => {
            const { body } = await request(url, {
              method: 'POST',
              headers,
              body: data.body,
              dispatcher: agent,
            });
            await body.dump();
          },
          { connection, concurrency: CONCURRENCY },
        );
        await worker.waitUntilReady();
      },
      rest: () => worker?.close(),
    },
    async () => {
      await worker?.close();
      await queue.close();
      await close();
    },
  );
}

void main();
