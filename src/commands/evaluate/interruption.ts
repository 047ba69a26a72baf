import type { Writable } from 'node:stream';

export const INTERRUPTED_EXIT_CODE = 130;

/** Ctrl-C while a run is under way: the first one stops it in order, the second one ends the process. */
export class Interruption {
  hasHappened = false;

  constructor(
    private readonly stopping: AbortController,
    private readonly stderr: Writable,
  ) {
    process.on('SIGINT', this.onSignal);
  }

  forget(): void {
    process.off('SIGINT', this.onSignal);
  }

  private readonly onSignal = (): void => {
    if (this.hasHappened) process.exit(INTERRUPTED_EXIT_CODE);
    this.hasHappened = true;
    this.stderr.write('Finishing what is under way; Ctrl-C again stops at once.\n');
    this.stopping.abort();
  };
}
