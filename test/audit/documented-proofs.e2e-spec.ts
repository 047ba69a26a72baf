import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SampleLog } from './sample-log';
import { VerifierProcess } from './verifier-process';

const DOCS = readFileSync(join(__dirname, '../../docs/proofs.md'), 'utf8');
const BLOCKS = [...DOCS.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block = '']) => block);

describe('docs/proofs.md', () => {
  const log = new SampleLog();
  log.appendDecisions(10);
  const verifier = new VerifierProcess();
  afterAll(() => verifier.stop());

  it('shows an export, a checkpoint and a key that belong together', () => {
    const { header, lines } = log.export({ from: 6, to: 9 });
    expect(jsonWith('"firstIndex"')).toEqual(header);
    expect(jsonWith('"erasedBy"')).toEqual(lines[0]);
    expect(blockWith('\n10\n')).toBe(log.checkpoint());
    expect((JSON.parse(log.jwks) as { keys: unknown[] }).keys).toContainEqual(jsonWith('"kty"'));
  });

  it('shows what the verifier finds genuine', async () => {
    const [header, ...lines] = [
      jsonWith('"firstIndex"'),
      jsonWith('"erasedBy"'),
      ...log.export({ from: 7, to: 9 }).lines,
    ];
    const files = {
      lines: [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''),
      checkpoint: blockWith('\n10\n'),
      jwks: JSON.stringify({ keys: [jsonWith('"kty"')] }),
    };
    expect((await verifier.verify(files)).exitCode).toBe(0);
  });
});

function blockWith(text: string): string {
  return BLOCKS.find((block) => block.includes(text)) ?? '';
}

function jsonWith(text: string): unknown {
  return JSON.parse(blockWith(text));
}
