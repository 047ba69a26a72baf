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

  async verify(files: VerifierFiles): Promise<VerifierAnswer> {
    this.child.send(files);
    const [answer] = (await once(this.child, 'message')) as [VerifierAnswer];
    return answer;
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }
}
