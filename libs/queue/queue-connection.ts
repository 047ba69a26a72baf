import { createPostgresBackend, createRedisBackend, setDefaultBackendFactory } from 'bullmq';
import type { BackendFactory } from 'bullmq';
import { Pool } from 'pg';

export const QUEUE_SCHEMA = 'bullmq';

/** One of them the worker keeps to listen on. */
const MAX_CONNECTIONS = 5;
const CONNECT_TIMEOUT_MS = 10_000;

export interface QueueOptions {
  /** Wins where both are set. */
  readonly redisUrl?: string;
  /** As the role trustflow_queue. */
  readonly databaseUrl?: string;
}

/** What BullMQ connects with. The pool is ours to close, after the worker. */
export interface QueueConnection {
  readonly options: Pool | { readonly url: string; readonly maxRetriesPerRequest: null };
  close(): Promise<void>;
}

/** Nothing is sent yet. PostgreSQL and its schema have to be there before a Queue or Worker is made. */
export function queueConnection({ redisUrl, databaseUrl }: QueueOptions): QueueConnection {
  if (redisUrl !== undefined) {
    setDefaultBackendFactory(createRedisBackend as BackendFactory);
    // Workers have to wait for a Redis that is away, however long.
    return { options: { url: redisUrl, maxRetriesPerRequest: null }, close: () => Promise.resolve() };
  }
  if (databaseUrl === undefined) throw new Error('the queue needs REDIS_URL or DATABASE_QUEUE_URL');
  setDefaultBackendFactory(createPostgresBackend as BackendFactory);
  const pool = new Pool({
    connectionString: databaseUrl,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    max: MAX_CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'trustflow-queue',
  });
  // BullMQ reports what it can't do; an idle connection that breaks is replaced.
  pool.on('error', () => undefined);
  pool.setMaxListeners(0);
  return { options: pool, close: () => pool.end() };
}
