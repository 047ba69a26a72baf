import { totalmem } from 'node:os';

export type ServerSettings = Readonly<Record<string, string>>;

const MIB = 1024 * 1024;

/**
 * An eighth of the memory, from 128 MiB to 1 GiB: the leaves of a busy month's indexes stay in it, and it is taken
 * from the machine only as it fills.
 */
function sharedBuffers(): string {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return `${Math.floor(Math.min(1024, Math.max(128, memory / 8 / MIB)))}MB`;
}

// For a small machine that the application shares. Statements and details of errors stay out of the log: they
// hold customers' data.
const defaults: ServerSettings = {
  max_connections: '100',
  shared_buffers: sharedBuffers(),
  min_wal_size: '80MB',
  max_wal_size: '2GB',
  // The first change of a page after a checkpoint writes the whole page: the fewer checkpoints, the less is written.
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

export interface ServerClaim {
  readonly dataDir: string;
  readonly port: number;
  /** Of the process with which the server is to end; whoever attaches can ask the server for it. */
  readonly ownerPid: number;
}

export const ownerPidSetting = 'embedded.owner_pid';

/** What the supervisor relies on: nothing overrides these. */
function fixed({ port, ownerPid }: ServerClaim): ServerSettings {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    logging_collector: 'off',
    log_destination: 'stderr',
    [ownerPidSetting]: String(ownerPid),
  };
}

/** The command line of `postgres`: the defaults, over them the caller's settings, over those the fixed. */
export function serverArguments(claim: ServerClaim, callers: ServerSettings): string[] {
  const settings = { ...defaults, ...callers, ...fixed(claim) };
  return [
    '-D',
    claim.dataDir,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
