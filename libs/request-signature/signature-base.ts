import { fieldLines } from './arrived-request';
import type { ArrivedRequest } from './arrived-request';
import { malformed } from './signature-refusal';

/** What `Signature-Input` says is signed. */
export interface Coverage {
  readonly components: readonly string[];
  /** The value of `@signature-params`. */
  readonly parameters: string;
}

type SignedRequest = Pick<ArrivedRequest, 'method' | 'targetUri' | 'rawHeaders'>;

const FIELD_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** A base is written in ASCII: two texts that differ in more would have the same bytes. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
/** Tabs and visible ASCII: nothing that could begin another line of the base. */
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

/** The text that is signed (RFC 9421 section 2.5). Throws a SignatureRefusal where the request lacks something. */
export function signatureBase({ components, parameters }: Coverage, request: SignedRequest): string {
  const lines = components.map((name) => `"${name}": ${valueOf(name, request)}`);
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}

function valueOf(name: string, request: SignedRequest): string {
  return name.startsWith('@') ? derivedValue(name, request) : fieldValue(name, request.rawHeaders);
}

/** RFC 9421 section 2.2. */
function derivedValue(name: string, { method, targetUri }: SignedRequest): string {
  const [, scheme, authority, path = '', query = ''] =
    /^([a-z]+):\/\/([^/?]*)([^?]*)(\?.*)?$/.exec(targetUri) ?? [];
  const values: Readonly<Record<string, string | undefined>> = {
    '@method': method,
    '@target-uri': targetUri,
    '@scheme': scheme,
    '@authority': authority,
    '@path': rooted(path),
    '@query': query === '' ? '?' : query,
    '@request-target': rooted(path) + query,
  };
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw malformed('It covers something of another kind of message.');
  if (!VISIBLE_ASCII.test(value))
    throw malformed('Method and URL are signed in ASCII: escape the rest with %.');
  return value;
}

function rooted(path: string): string {
  return path === '' ? '/' : path;
}

/** RFC 9421 section 2.1, of a field that is there once. */
function fieldValue(name: string, rawHeaders: readonly string[]): string {
  const [value, ...more] = FIELD_NAME.test(name) ? fieldLines(rawHeaders, name) : [];
  if (value === undefined || more.length > 0 || !FIELD_VALUE.test(value)) {
    throw malformed('Each field that it covers has to be there once, in ASCII.');
  }
  return value.trim(); // Of ASCII: blanks and tabs. A regular expression would take the square of their number.
}
