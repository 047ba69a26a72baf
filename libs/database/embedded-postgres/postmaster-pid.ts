import { execFileSync } from 'node:child_process';
import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './embedded-postgres-error';
import { readIfThere } from './once-on-disk';

/** The lock file by which a running server claims its data folder (PostgreSQL 18, "Database File Layout"). */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number | undefined;
  readonly isReady: boolean;
}

export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const port = Number(lines[3] ?? '');
  return {
    pid,
    port: Number.isSafeInteger(port) && port > 0 ? port : undefined,
    isReady: lines[7] === 'ready',
  };
}

export function readPostmasterPid(dataDir: string): PostmasterPid | undefined {
  return parsePostmasterPid(readIfThere(join(dataDir, 'postmaster.pid')) ?? '');
}

/**
 * The server that runs on the folder. A lock file left by a crash doesn't count, and is removed where its number
 * belongs to another program by now: PostgreSQL would take that one for itself and never start.
 */
export function runningServer(dataDir: string): PostmasterPid | undefined {
  const claimed = readPostmasterPid(dataDir);
  if (claimed === undefined || runsOn(claimed.pid, dataDir)) return claimed;
  // Read again right before: another process may just have cleaned up and started. Should both fall between these
  // two lines, PostgreSQL still refuses a second server on the folder, by its shared memory.
  if (readPostmasterPid(dataDir)?.pid === claimed.pid && !runsOn(claimed.pid, dataDir)) {
    removeIfThere(join(dataDir, 'postmaster.pid'));
  }
  return undefined;
}

/** A process that has ended and that nobody has waited for yet doesn't count. */
export function isRunning(pid: number): boolean {
  return commandOf(pid) !== '';
}

/** Asks a running server for a fast shutdown. */
export function endServer(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

function runsOn(pid: number, dataDir: string): boolean {
  return isServerCommand(commandOf(pid), dataDir);
}

/** Whether a command line, its arguments each followed by NUL or a space, is a server's on the folder. */
export function isServerCommand(command: string, dataDir: string): boolean {
  return command.replaceAll('\0', ' ').includes(` -D ${dataDir} `);
}

function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const command = execFileSync('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    return `${command.trimEnd()} `;
  } catch {
    return '';
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
