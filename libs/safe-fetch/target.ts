import { SendFault } from './send-fault';

const MAX_URL_LENGTH = 2_048;
const DEFAULT_PORTS = { 'https:': 443, 'http:': 80 } as const;
/** What strangers serve https on. Others are left to services that were never meant to be posted to. */
const OPEN_PORTS = [443, 8443];

/** Where a URL leads. */
export interface Target {
  readonly origin: string;
  /** With the query, without the fragment, which is never sent. */
  readonly path: string;
  readonly host: TargetHost;
}

export interface TargetHost {
  /** A name without a dot at its end, or an address as the URL standard writes it, IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
}

/**
 * Reads a URL, without asking anybody. The URL standard writes numbers in every base, full-width digits and the like as
 * the address that they stand for. Throws a SendFault for what is sent to nobody.
 */
export function parseTarget(url: string): Target {
  if (url.length > MAX_URL_LENGTH) throw unsafe(`The URL is longer than ${MAX_URL_LENGTH} characters.`);
  const { protocol, username, password, hostname, port, pathname, search } = toUrl(url);
  if (!isHttp(protocol)) throw unsafe('The URL must start with https://.');
  if (username !== '' || password !== '') throw unsafe('The URL must not hold a user name or a password.');
  // A name with its final dot is the same name; TLS and receivers know it without.
  const host = hostname.replace(/\.$/, '');
  return {
    origin: `${protocol}//${host}${port === '' ? '' : `:${port}`}`,
    path: pathname + search,
    host: toHost(protocol, host.replace(/^\[|\]$/g, ''), port),
  };
}

/** The same of what undici says when it wants a connection. */
export function toHost(protocol: string, hostname: string, port: string): TargetHost {
  const isTls = protocol === 'https:';
  return {
    hostname,
    port: port === '' ? DEFAULT_PORTS[isTls ? 'https:' : 'http:'] : Number(port),
    isTls,
  };
}

/** Why only an allowed target may be reached in this way. Undefined if every public one may. */
export function narrowness({ port, isTls }: TargetHost): string | undefined {
  if (!isTls) return 'The URL must start with https://.';
  return OPEN_PORTS.includes(port) ? undefined : `The port must be one of ${OPEN_PORTS.join(', ')}.`;
}

export function unsafe(message: string): SendFault {
  return new SendFault('unsafe_url', message);
}

/** `URL.canParse` is no help: once compiled, Node 20's refuses URLs with letters such as ü. */
function toUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw unsafe('It is not a URL.');
  }
}

function isHttp(protocol: string): boolean {
  return protocol === 'https:' || protocol === 'http:';
}
