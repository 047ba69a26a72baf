import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { program } from './binaries';
import type { Place } from './place';
import { programEnvironment } from './program-environment';
import type { ServerLog } from './server-log';

// The shell becomes postgres, and leaves behind a reader of a pipe whose other end we hold and never write to.
// When we die, of SIGKILL too, the pipe ends and the reader tells postgres to shut down: as soon as postmaster.pid
// names it, so that a number which is another program's by now is left alone.
const guardScript = `
data_dir=$1; shift
(
  (
    read -r _
    tries=0
    while kill -0 $$ && [ $tries -lt 100 ]; do
      if read -r pid < "$data_dir/postmaster.pid" && [ "$pid" = $$ ]; then kill -INT $$; exit; fi
      tries=$((tries + 1)); sleep 0.1
    done
  ) <&3 3<&- >/dev/null 2>&1 &
)
exec "$@" </dev/null 3<&-
`;

// Fast shutdown with a checkpoint; without one (the next start recovers); and the end of all patience.
const stopSteps = [
  { signal: 'SIGINT', patienceMs: 15_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 1_000 },
] as const;

/** A postgres that this process started, in a session of its own: a terminal's Ctrl-C doesn't reach it. */
export class GuardedServer {
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private hasEnded = false;

  constructor(
    place: Place,
    serverArguments: readonly string[],
    readonly log: ServerLog,
  ) {
    const postgres = program(place.binaries, 'postgres');
    this.child = spawn('/bin/sh', ['-c', guardScript, 'sh', place.dataDir, postgres, ...serverArguments], {
      ...place.user.switchTo,
      cwd: '/',
      env: programEnvironment,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        this.hasEnded = true;
        resolve();
      };
      // Lets the guard go. 'close' follows, after the last of the output, where the reason for a failed start is.
      this.child.once('exit', () => this.child.stdio[3]?.destroy());
      this.child.once('close', end);
      this.child.once('error', (error) => {
        log.append(`${error.message}\n`);
        end();
      });
    });
    this.child.stdio[3]?.on('error', () => undefined);
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log.append(text);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isGone(): boolean {
    return this.hasEnded;
  }

  /** The application ends when its own work ends, whether or not it remembers to stop us: the guard does then. */
  letProcessEnd(): void {
    this.child.unref();
    for (const stream of [this.child.stderr, this.child.stdio[3]]) unref(stream);
  }

  async stop(): Promise<void> {
    for (const { signal, patienceMs } of stopSteps) {
      if (this.hasEnded) return;
      this.child.kill(signal);
      await this.endedWithin(patienceMs);
    }
  }

  /** Resolves when the server is gone or the time is over. */
  private async endedWithin(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.exited, timeout]);
    clearTimeout(timer);
  }
}

function unref(stream: Readable | ChildProcess['stdio'][number] | undefined): void {
  // Pipes of a child are sockets, which the types of `stdio` don't say.
  if (stream !== null && stream !== undefined && 'unref' in stream) (stream as { unref: () => void }).unref();
}
