import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';

const BAR_INTERVAL_MS = 200;
const LINE_INTERVAL_MS = 10_000;
const count = new Intl.NumberFormat('en');

export interface ProgressState {
  /** Rows done by this run. */
  rows: number;
  /** How much of the work is done, 0 to 1; undefined if nobody knows. */
  share: number | undefined;
}

/** Shows how far a run is: a bar at a terminal, a line every 10 s elsewhere. Returns how to end it. */
export function showProgress(stderr: Writable & { isTTY?: boolean }, read: () => ProgressState): () => void {
  const startedAt = performance.now();
  const describe = (): string => progressText(read(), (performance.now() - startedAt) / 1000);
  if (!stderr.isTTY || read().share === undefined) {
    const timer = setInterval(() => stderr.write(`${describe()}\n`), LINE_INTERVAL_MS);
    return () => {
      clearInterval(timer);
    };
  }
  const bar = new SingleBar({
    format: '[{bar}] {text}',
    stream: stderr,
    clearOnComplete: true,
    // Ctrl-C is the command's own affair.
    gracefulExit: false,
  });
  bar.start(1, 0, { text: describe() });
  const timer = setInterval(() => {
    bar.update(read().share ?? 0, { text: describe() });
  }, BAR_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    bar.stop();
  };
}

/** Such as "1,200 rows, 400/s, 25 %, 0:09 left". */
export function progressText({ rows, share }: ProgressState, elapsedSeconds: number): string {
  const rate = elapsedSeconds > 0 ? Math.round(rows / elapsedSeconds) : 0;
  const parts = [`${count.format(rows)} rows`, `${count.format(rate)}/s`];
  if (share !== undefined && share > 0) {
    parts.push(`${Math.floor(share * 100)} %`, `${minutes((elapsedSeconds * (1 - share)) / share)} left`);
  }
  return parts.join(', ');
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
