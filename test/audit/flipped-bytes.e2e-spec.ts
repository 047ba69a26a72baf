import fc from 'fast-check';
import { exportText, SampleLog } from './sample-log';
import { VerifierProcess } from './verifier-process';

const verifier = new VerifierProcess();
afterAll(() => verifier.stop());

describe('an export in which one byte is another', () => {
  it('is never genuine, unless the byte is the last line break', async () => {
    const log = new SampleLog();
    log.appendDecisions(5);
    log.appendChange();
    const bytes = Buffer.from(exportText(log.export({ from: 1, to: 5 })));
    const files = { checkpoint: log.checkpoint(), jwks: log.jwks };
    const aPlace = fc.nat({ max: bytes.length - 2 });
    await fc.assert(
      fc.asyncProperty(aPlace, fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const lines = Buffer.from(bytes);
        lines.writeUInt8(lines.readUInt8(place) ^ change, place);
        expect((await verifier.verify({ ...files, lines })).exitCode).toBe(1);
      }),
      { numRuns: 500 },
    );
    expect((await verifier.verify({ ...files, lines: bytes })).exitCode).toBe(0);
    expect((await verifier.verify({ ...files, lines: bytes.subarray(0, -1) })).exitCode).toBe(0);
  });
});
