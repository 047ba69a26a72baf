import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the files hold. */
export interface VerifierFiles {
  readonly lines: string | Buffer;
  readonly checkpoint: string;
  readonly jwks: string;
  readonly consistency?: string;
  readonly evaluations?: string;
}

export interface VerifierAnswer {
  readonly exitCode: number;
  readonly stdout: string;
}

/** `bin/verify-audit.mjs` without the start of a process for each export. One question at a time. */
export class VerifierProcess {
  private readonly child: ChildProcess = fork(join(__dirname, 'run-verifier.mjs'), {
    execArgv: [],
    serialization: 'advanced',
  });

  private readonly exited = once(this.child, 'exit');

  async verify(files: VerifierFiles): Promise<VerifierAnswer> {
    this.child.send(files);
    const died = this.exited.then(() => {
      throw new Error('the verifier died');
    });
    const [answer] = (await Promise.race([once(this.child, 'message'), died])) as [VerifierAnswer];
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.exited;
  }
}
