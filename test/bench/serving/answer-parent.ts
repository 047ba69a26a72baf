import type { Asked, Heard } from './child';

export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** What a benchmark's child does: answers its parent until that lets go of it, or ends. */
export function answerParent(handlers: Handlers, stop: () => Promise<void> = () => Promise.resolve()): void {
  process.on('message', (message: Asked) => {
    void answer(handlers, message).then((heard) => process.send?.(heard));
  });
  process.once('disconnect', () => {
    void stop().finally(() => process.exit(0));
  });
}

async function answer(handlers: Handlers, { id, name, argument }: Asked): Promise<Heard> {
  try {
    const handle = handlers[name];
    if (handle === undefined) throw new Error(`nothing answers to "${name}"`);
    return { id, answer: await handle(argument as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
