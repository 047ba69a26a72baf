import { toTenantId } from '@libs/database/tenant-id';
import { newUuid } from '@libs/ids/typeid';
import { plainToInstance } from 'class-transformer';
import { randomBytes } from 'node:crypto';
import { EvaluateTransactionDto } from '../../../src/evaluation/dto/evaluate-transaction.dto';
import type { EvaluationService } from '../../../src/evaluation/evaluation.service';
import { Latencies } from './latencies';
import type { Pace } from './latencies';
import { TransactionPool } from './transaction-pool';

export interface UnheardLoad {
  /** Uuids. */
  readonly tenantIds: readonly string[];
  readonly atOnce: number;
  readonly seconds: number;
}

const pool = new TransactionPool(2);

/** Decisions asked of the service itself, by nobody over HTTP: gather, decide and record alone. */
export async function decideUnheard(service: EvaluationService, load: UnheardLoad): Promise<Pace> {
  const latencies = new Latencies();
  const endMs = performance.now() + load.seconds * 1_000;
  let asked = 0;
  const askOverAndOver = async (): Promise<void> => {
    for (let startMs = performance.now(); startMs < endMs; startMs = performance.now()) {
      asked += 1;
      const body = plainToInstance(EvaluateTransactionDto, pool.next());
      const caller = callerOf(load.tenantIds[asked % load.tenantIds.length] ?? '');
      await service.evaluate({ caller, body, idempotencyKey: undefined });
      latencies.add(performance.now() - startMs, 201);
    }
  };
  await Promise.all(Array.from({ length: load.atOnce }, askOverAndOver));
  return latencies.pace();
}

function callerOf(tenantId: string): Parameters<EvaluationService['evaluate']>[0]['caller'] {
  return {
    tenantId: toTenantId(tenantId),
    keyId: newUuid(Date.now()),
    scopes: ['evaluations:write'],
    keyDigest: randomBytes(32),
    boundAgentId: null,
    mode: 'live',
    origin: { traceId: randomBytes(16).toString('hex'), network: '127.0.0.1' },
  };
}
