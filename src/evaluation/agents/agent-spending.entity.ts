import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an agent with a limit for a day has spent on it: of what was not blocked, in one currency. */
@Entity('agent_spending')
export class AgentSpending {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'agent_id' }) readonly agentId!: string;
  @PrimaryColumn('text') readonly currency!: string;
  /** In UTC, by the service's own time. */
  @PrimaryColumn('date') readonly day!: string;
  @Column('bigint', { name: 'amount_minor' }) readonly amountMinor!: string;
}
