import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { seldom } from '@libs/event-loop/seldom';
import { WakingLoop } from '@libs/event-loop/waking-loop';
import { RecurringTasksRepository } from './recurring-tasks.repository';
import type { Recurrence } from './recurring-tasks.repository';

const LOOK_EVERY_MS = 1_000;
const TOLD_EVERY_MS = 60_000;

export interface RecurringTask extends Recurrence {
  readonly run: () => Promise<unknown>;
}

/**
 * Runs tasks again and again, each begun once in its time whatever the number of processes. One that takes longer than
 * that is joined by another process, never by this one. A run that fails, or whose process dies, is told in the log at
 * most, and the next one does what it left undone.
 */
@Injectable()
export class RecurringTasks implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  /** How long the end of a process waits: requests are still taken meanwhile. */
  readonly patienceMs = 15_000;
  private readonly logger = new Logger(RecurringTasks.name);
  private readonly tasks = new Map<string, RecurringTask>();
  private readonly running = new Map<string, Promise<void>>();
  private looking: Promise<void> = Promise.resolve();
  private readonly tellFailure = seldom(TOLD_EVERY_MS, (error: unknown) => {
    this.logger.error({ message: 'what recurs could not be looked for', reason: String(error) });
  });
  private readonly loop = new WakingLoop({
    turn: async () => {
      this.looking = this.look().catch(this.tellFailure);
      await this.looking;
      return LOOK_EVERY_MS;
    },
    ...{ everyMs: LOOK_EVERY_MS, gapMs: 0, pauseMs: LOOK_EVERY_MS },
    onFailure: this.tellFailure,
  });

  constructor(private readonly rows: RecurringTasksRepository) {}

  /** Throws for a second task of the same name. */
  add(task: RecurringTask): void {
    if (this.tasks.has(task.name)) throw new Error(`there is a recurring task '${task.name}' already`);
    this.tasks.set(task.name, task);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Nothing more is begun. */
  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /**
   * By now those under way know, each by a hook of its own, that they are to come to an end. What doesn't is broken off
   * with the process, and begun anew by another.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([this.untilIdle(), sleep(this.patienceMs, undefined, { ref: false })]);
    if (this.running.size > 0) await this.rows.giveBack([...this.running.keys()]).catch(this.tellFailure);
  }

  /** Resolves when what has been begun so far is over. */
  async untilIdle(): Promise<void> {
    await this.looking;
    await Promise.all(this.running.values());
  }

  private async look(): Promise<void> {
    const resting = [...this.tasks.values()].filter(({ name }) => !this.running.has(name));
    for (const name of await this.rows.begin(resting)) {
      const task = this.tasks.get(name);
      if (task !== undefined) this.start(task);
    }
  }

  private start(task: RecurringTask): void {
    const over = this.run(task).finally(() => {
      this.running.delete(task.name);
    });
    this.running.set(task.name, over);
  }

  private async run({ name, run }: RecurringTask): Promise<void> {
    try {
      await run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.error(
        { message: `${name} failed`, reason },
        error instanceof Error ? error.stack : undefined,
      );
    }
  }
}
