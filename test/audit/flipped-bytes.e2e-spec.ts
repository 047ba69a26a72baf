import fc from 'fast-check';
import { exportText, SampleLog } from './sample-log';
import { VerifierProcess } from './verifier-process';

const verifier = new VerifierProcess();
afterAll(() => verifier.stop());

describe('an export in which one byte is another', () => {
  const log = new SampleLog();
  log.appendDecisions(5);
  log.appendChange();
  const exported = log.export({ from: 1, to: 5 });
  const bytes = Buffer.from(exportText(exported));
  const files = { checkpoint: log.checkpoint(), jwks: log.jwks };

  it('is never genuine, unless the byte is of the time asked for, or the last line break', async () => {
    const timeAskedFor = String(exported.header.to);
    const timeAt = bytes.indexOf(timeAskedFor);
    const aPlace = fc
      .nat({ max: bytes.length - 2 })
      .filter((place) => place < timeAt || place >= timeAt + timeAskedFor.length);
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

  // docs/proofs.md says so: the range of numbers is proven, the time that it was asked for by is not.
  it('is genuine with another time asked for, if that is one', async () => {
    const withTo = (to: string) => exportText({ ...exported, header: { ...exported.header, to } });
    expect((await verifier.verify({ ...files, lines: withTo('2031-01-01T00:00:00.000Z') })).exitCode).toBe(0);
    expect((await verifier.verify({ ...files, lines: withTo('2031-01-01 00:00:00.000Z') })).exitCode).toBe(1);
  });
});
