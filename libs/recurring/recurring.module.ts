import { Module } from '@nestjs/common';
import { RecurringTasks } from './recurring-tasks';
import { RecurringTasksRepository } from './recurring-tasks.repository';

/** For processes with a worker. */
@Module({ providers: [RecurringTasks, RecurringTasksRepository], exports: [RecurringTasks] })
export class RecurringModule {}
