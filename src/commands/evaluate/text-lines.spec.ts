import fc from 'fast-check';
import { MAX_LINE_BYTES, readLines } from './text-lines';
import type { TextLine } from './text-lines';

async function linesOf(...chunks: (string | Buffer)[]): Promise<TextLine[]> {
  async function* source(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  }
  const lines: TextLine[] = [];
  for await (const line of readLines(source())) lines.push(line);
  return lines;
}

describe('readLines', () => {
  it('numbers lines as an editor does, blank ones too, and does without a last line break', async () => {
    expect(await linesOf('\ufeffa\r\n', '\n \nb', 'c\nd')).toEqual([
      { line: 1, text: 'a' },
      { line: 4, text: 'bc' },
      { line: 5, text: 'd' },
    ]);
  });

  it('always gives the same lines, wherever the bytes are cut', async () => {
    const text = 'one\ntwö €\n\nthree';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: Buffer.byteLength(text) })), async (cuts) => {
        const bytes = Buffer.from(text);
        const edges = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
        const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        expect(await linesOf(...chunks)).toEqual(await linesOf(text));
      }),
    );
  });

  it('reports a line that is too long, and goes on', async () => {
    const longest = 'x'.repeat(MAX_LINE_BYTES);
    expect(await linesOf(`${longest}\n`, longest, 'y\nz\n')).toEqual([
      { line: 1, text: longest },
      { line: 2, text: undefined },
      { line: 3, text: 'z' },
    ]);
  });
});
