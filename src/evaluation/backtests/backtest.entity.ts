import type { KeptTally } from '@libs/risk-engine/backtest/backtest-tally';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type BacktestStatus = 'queued' | 'running' | 'completed' | 'cancelled' | 'failed';

/** Those that the worker still has something to do for. */
export const OPEN_STATUSES: readonly BacktestStatus[] = ['queued', 'running'];

/** One version of a policy, tried on what was recorded in a range of time: the job, how far it is, and what it found. */
@Entity('backtests')
@Index('backtests_due', ['leaseUntil'], { where: `status IN ('queued', 'running')` })
export class Backtest {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'policy_id' }) readonly policyId!: string;
  @Column('integer', { name: 'policy_version' }) readonly policyVersion!: number;
  /** Of the evaluations' `createdAt`: this moment included. */
  @Column({ type: 'timestamptz', name: 'range_from', precision: 3 }) readonly from!: Date;
  /** Excluded, and not behind `createdAt`. */
  @Column({ type: 'timestamptz', name: 'range_to', precision: 3 }) readonly to!: Date;
  @Column('text') readonly status!: BacktestStatus;
  /** From 0 to 1. */
  @Column('double precision') readonly progress!: number;
  /** The last evaluation that the tally holds; the nil UUID before the first. */
  @Column('uuid') readonly cursor!: string;
  @Column('json') readonly tally!: KeptTally;
  /** Why it failed, in a sentence. */
  @Column('text', { nullable: true }) readonly failure!: string | null;
  /** Until then whoever works on it has it for himself; when it is over, anybody may take it up. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3 }) readonly leaseUntil!: Date;
  /** Outcomes that were told before count. */
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  readonly startedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  readonly endedAt!: Date | null;
}
