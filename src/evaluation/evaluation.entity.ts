import type { Facts } from '@libs/risk-engine/facts';
import { packFacts, readFacts } from '@libs/risk-engine/recorded-facts';
import type { TransactionType } from '@libs/risk-engine/transaction';
import type { Decision } from '@libs/risk-engine/verdict';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AgentProof } from './agents/agent-proof';
import type { ExplainedVerdict } from './explained-verdict';

/** A decision with everything that it was made from, so that it can be made again. */
@Entity('evaluations')
@Index('evaluations_decision', ['tenantId', 'decision', 'id'])
@Index('evaluations_trace', ['tenantId', 'traceId'])
@Index('evaluations_agent', ['tenantId', 'agentId', 'id'], { where: 'agent_id IS NOT NULL' })
@Index('evaluations_customer', ['tenantId', 'customerId', 'id'], { where: 'customer_id IS NOT NULL' })
@Index('evaluations_counterparty', ['tenantId', 'counterpartyId', 'id'], {
  where: 'counterparty_id IS NOT NULL',
})
@Index('evaluations_instrument', ['tenantId', 'instrumentId', 'id'], { where: 'instrument_id IS NOT NULL' })
@Index('evaluations_device', ['tenantId', 'deviceId', 'id'], { where: 'device_id IS NOT NULL' })
@Index('evaluations_ip', ['tenantId', 'ip', 'id'], { where: 'ip IS NOT NULL' })
@Index('evaluations_verified_agent', ['tenantId', 'verifiedAgentId', 'id'], {
  where: 'verified_agent_id IS NOT NULL',
})
@Index('evaluations_open_review', ['tenantId', 'id'], {
  where: `decision = 'review' AND review_settled_at IS NULL`,
})
export class Evaluation {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly type!: TransactionType;
  @Column('text', { name: 'transaction_id' }) readonly transactionId!: string;
  @Column('text') readonly decision!: Decision;
  @Column('integer') readonly score!: number;
  /** As the request named it, or as its signature proves. */
  @Column('text', { name: 'agent_id', nullable: true }) readonly agentId!: string | null;
  // Found by, and each null once it was erased. An IP address is text in its canonical form, as in profiles.
  @Column('text', { name: 'customer_id', nullable: true }) readonly customerId!: string | null;
  @Column('text', { name: 'counterparty_id', nullable: true }) readonly counterpartyId!: string | null;
  @Column('text', { name: 'instrument_id', nullable: true }) readonly instrumentId!: string | null;
  @Column('text', { name: 'device_id', nullable: true }) readonly deviceId!: string | null;
  @Column('text', { nullable: true }) readonly ip!: string | null;
  /** Where it signed. */
  @Column('text', { name: 'verified_agent_id', nullable: true }) readonly verifiedAgentId!: string | null;
  @Column('json', { name: 'agent_proof', nullable: true }) readonly agentProof!: AgentProof | null;
  @Column('text', { name: 'trace_id' }) readonly traceId!: string;
  @Column('uuid', { name: 'policy_id' }) readonly policyId!: string;
  @Column('integer', { name: 'policy_version' }) readonly policyVersion!: number;
  @Column('json', { transformer: { to: packFacts, from: readFacts } }) readonly facts!: Facts;
  @Column('json') readonly verdict!: ExplainedVerdict;
  @Column('uuid', { name: 'audit_entry_id' }) readonly auditEntryId!: string;
  @Column('integer', { name: 'duration_us' }) readonly durationUs!: number;
  @Column({ type: 'timestamptz', name: 'occurred_at', precision: 3 }) readonly occurredAt!: Date;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'review_settled_at', precision: 3, nullable: true })
  readonly reviewSettledAt!: Date | null;
  /** When something that it named was erased: then it can't be decided again. */
  @Column({ type: 'timestamptz', name: 'erased_at', precision: 3, nullable: true })
  readonly erasedAt!: Date | null;
}
