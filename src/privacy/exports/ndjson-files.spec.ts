import { NdjsonFiles } from './ndjson-files';

/** `{"n":1}` and the end of the line. */
const LINE_BYTES = 8;

function filesOf(count: number, maxBytes: number): readonly (readonly [rows: number, text: string])[] {
  const files = new NdjsonFiles(maxBytes);
  for (let n = 1; n <= count; n += 1) files.add({ n });
  expect(files.bytes).toBe(count * LINE_BYTES);
  return files.finish().map(({ rows, content }) => [rows, content.toString()]);
}

describe('files of JSON lines', () => {
  it('are none without rows', () => {
    expect(filesOf(0, 100)).toEqual([]);
  });

  it('hold as many lines as fit, to the byte', () => {
    expect(filesOf(3, 2 * LINE_BYTES)).toEqual([
      [2, '{"n":1}\n{"n":2}\n'],
      [1, '{"n":3}\n'],
    ]);
    expect(filesOf(2, 2 * LINE_BYTES - 1)).toEqual([
      [1, '{"n":1}\n'],
      [1, '{"n":2}\n'],
    ]);
  });

  it('take a line that is too long by itself', () => {
    expect(filesOf(2, 3)).toEqual([
      [1, '{"n":1}\n'],
      [1, '{"n":2}\n'],
    ]);
  });

  it('are bounded by bytes, not by characters', () => {
    const files = new NdjsonFiles(30);
    for (const word of ['ééééé', 'ééééé']) files.add({ word });
    expect(files.finish().map(({ rows }) => rows)).toEqual([1, 1]);
  });
});
