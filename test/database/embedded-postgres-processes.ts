import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface RunningProcess {
  readonly pid: number;
  readonly command: string;
  /** Its working directory; unknown where there is no /proc. */
  readonly folder: string | undefined;
}

/** The numbers of the processes that serve a data folder: postgres changes its children's names, not their folder. */
export function serversOn(dataDir: string): number[] {
  return processes()
    .filter(({ folder, command }) => folder === dataDir || isServerCommand(command, dataDir))
    .map(({ pid }) => pid);
}

/** The numbers of those that wait for the owner of the server on a data folder to end. */
export function guardsOf(dataDir: string): number[] {
  return processes()
    .filter(({ command }) => isGuard(command) && command.includes(` ${dataDir} `))
    .map(({ pid }) => pid);
}

function isServerCommand(command: string, dataDir: string): boolean {
  return !isGuard(command) && `${command} `.includes(` -D ${dataDir} `);
}

function isGuard(command: string): boolean {
  return command.startsWith('/bin/sh');
}

function processes(): RunningProcess[] {
  if (!existsSync('/proc/self/cwd')) return processesByPs();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => processOf(Number(pid)) ?? []);
}

function processOf(pid: number): RunningProcess | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid, command, folder: readlinkSync(`/proc/${pid}/cwd`) };
  } catch {
    // It ended while we looked, or waits for its parent to notice that it has.
    return undefined;
  }
}

function processesByPs(): RunningProcess[] {
  const lines = execFileSync('/bin/ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || command === undefined
      ? []
      : [{ pid: Number(pid), command, folder: undefined }];
  });
}
