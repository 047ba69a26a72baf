/** Twice what the API takes as a body. */
export const MAX_LINE_BYTES = 128 * 1024;

const LINE_FEED = 10;

export interface TextLine {
  /** The first line is 1. */
  line: number;
  /** Without the line break and a byte order mark; undefined if the line is longer than MAX_LINE_BYTES. */
  text: string | undefined;
}

/** The lines of a stream of bytes that are not blank. Holds one chunk and one line, however long the file is. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  const held = new HeldLine();
  let line = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      held.add(chunk.subarray(start, end));
      start = end + 1;
      line += 1;
      const text = held.take();
      if (text !== '') yield { line, text };
    }
    held.add(chunk.subarray(start));
  }
  const text = held.take();
  if (text !== '') yield { line: line + 1, text };
}

/** The pieces of a line that is not complete yet; of one that is too long, nothing but that. */
class HeldLine {
  private pieces: Buffer[] = [];
  private bytes = 0;

  add(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.bytes > MAX_LINE_BYTES) this.pieces = [];
    else this.pieces.push(piece);
  }

  take(): string | undefined {
    const isTooLong = this.bytes > MAX_LINE_BYTES;
    // trim() takes a carriage return and a byte order mark too.
    const text = Buffer.concat(this.pieces).toString('utf8').trim();
    this.pieces = [];
    this.bytes = 0;
    return isTooLong ? undefined : text;
  }
}
