import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts in, on every machine that this runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process, its children, and those of them that have ended. NaN where there is no /proc. */
export function cpuMicrosBelow(parentPid: number): number {
  try {
    const ticks = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ticksOf(Number(name), parentPid));
    return (ticks.reduce((sum, each) => sum + each, 0) * 1_000_000) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Of one process. NaN where the system doesn't tell. */
export function cpuMicrosOf(pid: number): number {
  const fields = statOf(pid);
  if (fields === undefined) return Number.NaN;
  const [own = 0, system = 0] = fields.slice(11, 13).map(Number);
  return ((own + system) * 1_000_000) / TICKS_PER_SECOND;
}

function ticksOf(pid: number, parentPid: number): number {
  const fields = statOf(pid);
  if (fields === undefined) return 0;
  const [, parent] = fields;
  const [own = 0, system = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  if (pid === parentPid) return own + system + ended + endedSystem;
  return Number(parent) === parentPid ? own + system : 0;
}

/** From the third field on: the second, the name, may hold anything. Undefined once the process is gone. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
