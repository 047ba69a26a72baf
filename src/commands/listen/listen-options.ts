import { parseArgs } from 'node:util';
import { parseSecret } from '@libs/webhook-signature/webhook-keys';
import { UsageError, asUsageError, wholeNumber } from '../option-values';

const DEFAULT_URL = 'http://localhost:3000';
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

export const LISTEN_USAGE = `Receive webhooks on this machine: check each one's signature, show it, and pass it on.

  npm run listen -- [options]

  --forward URL     pass each delivery on to URL, such as http://localhost:4000/hooks, and answer what it answers
  --key KEY         an API key with webhooks:write and the scopes that read what is listened to (default: the
                    environment variable TRUSTFLOW_API_KEY): an endpoint is made for this run, and deleted at its end
  --url URL         the TrustFlow on this machine that the key is for (default ${DEFAULT_URL}). It sends to this
                    machine only if it was started with WEBHOOK_ALLOW_TARGETS=127.0.0.0/8
  --events TYPE,…   which events, such as evaluation.*,key.revoked (default *)
  --secret SECRET   only receive, for an endpoint that exists: whsec_…; twice where it is being rotated
  --port N          the port to listen on (default: a free one)
  --verbose         show bodies too
  --help

Ctrl-C ends it. What is not verified is answered 401, shown, and not passed on.
Exit codes: 0 ended by Ctrl-C, 1 it could not begin or clean up, 2 wrong options.
`;

/** Where deliveries come from. */
export type ListenSource =
  | {
      readonly kind: 'own-endpoint';
      readonly url: URL;
      readonly key: string;
      readonly events: readonly string[];
    }
  | { readonly kind: 'secrets'; readonly secrets: readonly string[] };

export interface ListenOptions {
  readonly source: ListenSource;
  readonly forward: URL | undefined;
  /** 0: a free one. */
  readonly port: number;
  readonly verbose: boolean;
}

/** @throws UsageError */
export function parseListenOptions(argv: string[], apiKey: string | undefined): ListenOptions | 'help' {
  const values = readArguments(argv);
  if (values.help) return 'help';
  return {
    source: values.secret === undefined ? ownEndpoint(values, apiKey) : onlySecrets(values.secret, values),
    forward: values.forward === undefined ? undefined : httpUrl('forward', values.forward),
    port: wholeNumber('port', values.port, 0, 65_535),
    verbose: values.verbose,
  };
}

interface SourceValues {
  readonly key?: string | undefined;
  readonly url?: string | undefined;
  readonly events?: string | undefined;
}

function ownEndpoint({ key, url, events = '*' }: SourceValues, apiKey: string | undefined): ListenSource {
  const used = key ?? apiKey;
  if (used === undefined) {
    throw new UsageError(
      'Give an API key with --key or in TRUSTFLOW_API_KEY, or the secret of an endpoint with --secret.',
    );
  }
  const server = httpUrl('url', url ?? DEFAULT_URL);
  if (!LOOPBACK.test(server.hostname)) {
    throw new UsageError(
      `${server.host} can't send to this machine's loopback: --url takes a server on this machine.`,
    );
  }
  return {
    kind: 'own-endpoint',
    url: server,
    key: used,
    events: events.split(',').map((type) => type.trim()),
  };
}

function onlySecrets(secrets: readonly string[], { key, url, events }: SourceValues): ListenSource {
  if ([key, url, events].some((value) => value !== undefined)) {
    throw new UsageError('--secret only receives: it goes without --key, --url and --events.');
  }
  if (!secrets.every(isSecret))
    throw new UsageError('--secret takes whsec_… as it was shown with the endpoint.');
  return { kind: 'secrets', secrets };
}

function readArguments(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        forward: { type: 'string' },
        key: { type: 'string' },
        url: { type: 'string' },
        events: { type: 'string' },
        secret: { type: 'string', multiple: true },
        port: { type: 'string', default: '0' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw asUsageError(error);
  }
}

function httpUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--${name} takes an address such as http://localhost:4000, not "${text}".`);
  }
  return url;
}

function isSecret(text: string): boolean {
  try {
    parseSecret(text);
    return true;
  } catch {
    return false;
  }
}
