import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isServerCommand, parsePostmasterPid, runningServer } from './postmaster-pid';

const written = (status: string): string =>
  `4711\n/data\n1790000000\n54321\n\n127.0.0.1\n 1234 56\n${status}\n`;

describe('postmaster.pid', () => {
  it.each([
    ['of a server that takes connections', written('ready   '), { pid: 4711, port: 54321, isReady: true }],
    ['of a server that is starting', written('starting'), { pid: 4711, port: 54321, isReady: false }],
    ['of a server that is stopping', written('stopping'), { pid: 4711, port: 54321, isReady: false }],
    ['half written: no port yet', '4711\n/data\n', { pid: 4711, port: undefined, isReady: false }],
    ['empty', '', undefined],
    ['of number 0', '0\n/data\n', undefined],
    ['of a negative number (a standalone backend)', '-4711\n/data\n', undefined],
    ['not of PostgreSQL', 'hello\n', undefined],
  ])('is understood when it is %s', (_, text, expected) => {
    expect(parsePostmasterPid(text)).toEqual(expected);
  });
});

describe('a running server', () => {
  it.each([
    ['postgres on the folder', '/x/bin/postgres\0-D\0/data\0-c\0port=1\0', true],
    ['the shell that is about to become it', '/bin/sh\0-c\0…\0sh\0/data\0/x/postgres\0-D\0/data\0-c\0', true],
    ['postgres on a folder whose name is longer', '/x/bin/postgres\0-D\0/data2\0', false],
    ['postgres on another folder', '/x/bin/postgres\0-D\0/other\0', false],
    ['a program that only mentions the folder', 'tail\0-f\0/data\0', false],
    ['a process that has ended (no command line)', '', false],
  ])('is told apart: %s', (_, command, expected) => {
    expect(isServerCommand(command, '/data')).toBe(expected);
  });

  it('is not seen in a lock file whose number another program has by now, and that file is removed', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'postmaster-pid-'));
    try {
      writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n1\n5432\n`);
      expect(runningServer(dataDir)).toBeUndefined();
      expect(readdirSync(dataDir)).toEqual([]);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
