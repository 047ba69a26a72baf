import type { FactoryProvider, Type } from '@nestjs/common';
import { RecurringTasks } from './recurring-tasks';
import type { Recurrence } from './recurring-tasks.repository';

/** What makes a task of something that a provider of the same module does. The module imports `RecurringModule`. */
export function recurringTask<Worker>(
  worker: Type<Worker>,
  { run, ...recurrence }: Recurrence & { readonly run: (worker: Worker) => Promise<unknown> },
): FactoryProvider<void> {
  return {
    provide: `recurring task ${recurrence.name}`,
    inject: [RecurringTasks, worker],
    useFactory: (tasks: RecurringTasks, instance: Worker) => {
      tasks.add({ ...recurrence, run: () => run(instance) });
    },
  };
}
