/** Reads a flat row of numbers from its start. Beyond the end there are zeros. */
export class RowReader {
  private at = 0;

  constructor(private readonly row: readonly number[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.row.length;
  }

  next(): number {
    return this.row[this.at++] ?? 0;
  }
}
