import { TLSSocket } from 'node:tls';
import type { NextFunction, Request, Response } from 'express';
import { exposedSecrets } from './exposed-secrets';
import { originOf } from './origin';
import type { Origin } from './origin';
import { Problem } from './problem';

export interface HttpsOnly {
  /** This process speaks TLS itself: what comes without came in at the port for redirects. */
  readonly isOurs: boolean;
  /** The form of a secret that must not be sent in the clear, with the flag g. */
  readonly secretForm: RegExp;
  /** Tells the owners of what was exposed. Not waited for. */
  readonly onExposure: (secrets: readonly string[], sent: { method: string; origin: Origin }) => void;
}

/**
 * Middleware for a service whose public URL is https. A request that came over plain HTTP is led to that URL. If a
 * secret is in it, it is refused instead: whoever is led away never learns that the secret was read on the way.
 *
 * Where a proxy speaks TLS for us, only what a trusted one says came over HTTP did: a probe from inside says nothing.
 */
export function requireHttps({ isOurs, secretForm, onExposure }: HttpsOnly, publicUrl: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!isPlain(request, isOurs)) {
      next();
      return;
    }
    // The body, if there is one, is not read.
    response.setHeader('Connection', 'close');
    const secrets = exposedSecrets(request, secretForm);
    if (secrets.length > 0) {
      onExposure(secrets, { method: request.method, origin: originOf(request) });
      throw new Problem(
        'https_required',
        `An API key was sent over plain HTTP, where others can read it. Replace the key, and call ${publicUrl}.`,
      );
    }
    // Never to the host that the request names: it names whatever its sender likes.
    response
      .status(308)
      .location(publicUrl + targetOf(request.originalUrl))
      .end();
  };
}

function isPlain(request: Request, isOurs: boolean): boolean {
  const isEncrypted = request.socket instanceof TLSSocket;
  if (isOurs && !isEncrypted) return true;
  const trusts = request.app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
  return isSaidToBePlain(request) && trusts(request.socket.remoteAddress, 0);
}

/** As Express reads it: of several, the first was said by the proxy that the client spoke to. */
function isSaidToBePlain({ headers }: Request): boolean {
  const [said = ''] = String(headers['x-forwarded-proto'] ?? '').split(',');
  return said.trim().toLowerCase() === 'http';
}

/** Path and query, also of a request line with a whole URL in it. */
function targetOf(url: string): string {
  if (url.startsWith('/')) return url;
  if (!URL.canParse(url)) return '/';
  const { pathname, search } = new URL(url);
  return pathname + search;
}
