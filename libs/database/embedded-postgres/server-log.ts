import { appendFileSync, renameSync, statSync } from 'node:fs';

const tailCharacters = 8_192;

/** What the server says: the end of it in memory, the rest in a file and one former file, each of a bounded size. */
export class ServerLog {
  private kept = '';

  constructor(
    private readonly file: string,
    private readonly maxFileBytes = 1_048_576,
  ) {}

  get tail(): string {
    return this.kept;
  }

  append(text: string): void {
    this.kept = (this.kept + text).slice(-tailCharacters);
    try {
      if (this.fileBytes() + Buffer.byteLength(text) > this.maxFileBytes)
        renameSync(this.file, `${this.file}.1`);
      appendFileSync(this.file, text, { mode: 0o600 });
    } catch {
      // A full disk must not take down the process for the sake of a log; the tail is still in memory.
    }
  }

  private fileBytes(): number {
    return statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
  }
}
