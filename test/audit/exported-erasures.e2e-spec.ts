import { exportText, SampleLog } from './sample-log';
import { VerifierProcess } from './verifier-process';
import type { VerifierAnswer } from './verifier-process';

const verifier = new VerifierProcess();
afterAll(() => verifier.stop());

describe('erased entries', () => {
  it('are genuine when the erasures tell of them all, however many there are', async () => {
    const log = aLog();
    log.erase([]);
    log.erase([4]);
    log.erase([10, 2, 7]);
    const { exitCode, stdout } = await verify(log);
    expect(stdout).toContain('entries      26, numbers 0 to 25, 4 of them erased');
    expect(exitCode).toBe(0);
  });

  it('are not verified while their erasure is under way', async () => {
    const log = aLog();
    const erasure = log.erase([4, 5], false);
    const { exitCode, stdout } = await verify(log);
    expect(stdout).toContain('NOT VERIFIED');
    expect(stdout).toContain(
      `2 of the entries are said to be erased by ${erasure}, which was asked for and is not completed`,
    );
    expect(exitCode).toBe(2);
  });

  it('are a fault where an erasure tells of more of them', async () => {
    const log = aLog();
    const erasure = log.erase([4, 5]);
    const sample = log.export();
    sample.lines.splice(5, 1, ...aLog().lines.slice(5, 6));
    const { exitCode, stdout } = await verify(log, exportText(sample));
    expect(stdout).toContain(`1 of the entries are said to be erased by ${erasure}, but they are not the 2`);
    expect(exitCode).toBe(1);
  });

  it('are noted where some of the others lie outside of the export', async () => {
    const log = aLog();
    const erasure = log.erase([4, 5]);
    const { exitCode, stdout } = await verify(log, exportText(log.export({ from: 5, to: 22 })));
    expect(stdout).toContain(
      `note: 1 of the entries are said to be erased by ${erasure}, which blanked 2: as long as the others are not here`,
    );
    expect(exitCode).toBe(0);
    const { stdout: behind } = await verify(log, exportText(log.export({ from: 6 })));
    expect(behind).not.toContain('are said to be erased');
    expect(behind).toContain('note: the entries before number 6 are not in this export');
  });

  it('leave a part open that ends before the entry of their erasure', async () => {
    const log = aLog();
    const erasure = log.erase([4, 5]);
    const { exitCode, stdout } = await verify(log, exportText(log.export({ from: 0, to: 10 })));
    expect(stdout).toContain(
      `2 of the entries are said to be erased by ${erasure}, and what tells of it may lie behind`,
    );
    expect(exitCode).toBe(2);
  });

  it('can’t be made up by leaving off the end of what names no end', async () => {
    const log = aLog();
    log.erase([4, 5]);
    const sample = log.export({ from: 0, to: 10 });
    Object.assign(sample.header, { to: null });
    const { exitCode, stdout } = await verify(log, exportText(sample));
    expect(stdout).toContain('the header names no end, and stops at 10 of 22 entries');
    expect(exitCode).toBe(1);
  });

  it('are a fault in a part as well where the digest is of others', async () => {
    const log = aLog();
    const erasure = log.erase([4, 5]);
    const sample = log.export({ from: 4 });
    const [four, five, six] = sample.lines;
    Object.assign(five ?? {}, { ...structuredClone(six), index: 5 });
    Object.assign(six ?? {}, { ...structuredClone(four), index: 6 });
    const { exitCode, stdout } = await verify(log, exportText(sample));
    expect(stdout).toContain(`2 of the entries are said to be erased by ${erasure}, but they are not the 2`);
    expect(exitCode).toBe(1);
  });

  it('are a fault where an erasure tells twice of its end, or of nothing that can be compared', async () => {
    const log = aLog();
    const erasure = log.erase([4, 5]);
    log.append({ action: 'erasure.completed', resource: erasure, after: { erasedLeaves: { count: '9' } } });
    for (const range of [{}, { from: 5 }]) {
      const { exitCode, stdout } = await verify(log, exportText(log.export(range)));
      expect(stdout).toContain(`${erasure} has two entries erasure.completed`);
      expect(stdout).toContain(
        `by ${erasure}, but they are not the nothing that its entry erasure.completed tells of`,
      );
      expect(exitCode).toBe(1);
    }
  });

  it('are not excused by an erasure whose own entry was blanked', async () => {
    const log = aLog();
    log.erase([4, 5]);
    log.erase([21]);
    const { exitCode, stdout } = await verify(log);
    expect(stdout).toContain('which was asked for and is not completed');
    expect(exitCode).toBe(2);
  });
});

/** 20 decisions. An erasure adds two entries. */
function aLog(): SampleLog {
  const log = new SampleLog();
  log.appendDecisions(20);
  return log;
}

function verify(log: SampleLog, lines = exportText(log.export())): Promise<VerifierAnswer> {
  return verifier.verify({ lines, checkpoint: log.checkpoint(), jwks: log.jwks });
}
