import type { IncomingMessage } from 'node:http';

const PERCENT_ESCAPE = /%([\da-f]{2})/gi;
const BASIC = /^Basic +([\w+/=-]+)$/i;

/**
 * What has the form of a secret anywhere in the head of a request: in any header, under whatever scheme, also as user
 * or password, and in the URL, also percent-encoded. `form` has the flag g. The parser has bounded the head.
 */
export function exposedSecrets({ url = '', headers, rawHeaders }: IncomingMessage, form: RegExp): string[] {
  // Of some headers `headers` has the first alone.
  const texts = [unescaped(url), basicCredentials(headers.authorization), ...rawHeaders];
  return [...new Set(texts.flatMap((text) => text.match(form) ?? []))];
}

/** Unlike decodeURIComponent, a malformed escape spoils nothing. */
function unescaped(url: string): string {
  return url.replace(PERCENT_ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function basicCredentials(authorization = ''): string {
  return Buffer.from(BASIC.exec(authorization)?.[1] ?? '', 'base64').toString('latin1');
}
