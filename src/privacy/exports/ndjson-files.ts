const LINE_END = '\n';

/** The lines of one file. */
export interface NdjsonFile {
  readonly rows: number;
  readonly content: Buffer;
}

/** Collects rows as lines of JSON, in files of at most `maxBytes`; a line that is longer is a file by itself. */
export class NdjsonFiles {
  private readonly done: NdjsonFile[] = [];
  private lines: string[] = [];
  private openBytes = 0;
  private allBytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** Of all lines so far. */
  get bytes(): number {
    return this.allBytes;
  }

  add(row: object): void {
    const line = JSON.stringify(row) + LINE_END;
    const bytes = Buffer.byteLength(line);
    if (this.lines.length > 0 && this.openBytes + bytes > this.maxBytes) this.close();
    this.lines.push(line);
    this.openBytes += bytes;
    this.allBytes += bytes;
  }

  /** In the order of the rows; none where there were no rows. */
  finish(): readonly NdjsonFile[] {
    if (this.lines.length > 0) this.close();
    return this.done;
  }

  private close(): void {
    this.done.push({ rows: this.lines.length, content: Buffer.from(this.lines.join('')) });
    this.lines = [];
    this.openBytes = 0;
  }
}
