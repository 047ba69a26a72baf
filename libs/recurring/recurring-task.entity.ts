import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a task is to be begun again, by whichever process. */
@Entity('recurring_tasks')
export class RecurringTaskRow {
  @PrimaryColumn('text') readonly name!: string;
  @Column({ type: 'timestamptz', name: 'next_at', precision: 3 }) readonly nextAt!: Date;
}
