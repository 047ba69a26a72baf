import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { TLS_CONTEXT } from './tls-context';

/** PEM files: the certificate with what it was issued by behind it, and its private key. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A pair that a server can present today. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly validTo: Date;
}

/** A pair that can't be presented. The message is one sentence that begins with the setting at fault. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/**
 * Reads both files and holds them together. Throws a CertificateError for a file that can't be read or is no PEM, a
 * key of another certificate, a time at which it isn't valid, and whatever OpenSSL finds too weak (RSA under 2048
 * bits, SHA-1).
 */
export async function readCertificate(
  { certFile, keyFile }: CertificateFiles,
  now: Date = new Date(),
): Promise<Certificate> {
  // One after the other, so that of two that can't be read the same one is always named.
  const cert = await read('TLS_CERT_FILE', certFile);
  const key = await read('TLS_KEY_FILE', keyFile);
  const leaf = leafOf(cert, certFile);
  if (!leaf.checkPrivateKey(privateKeyOf(key, keyFile))) {
    throw new CertificateError(`TLS_KEY_FILE: ${keyFile} is not the key of the certificate in ${certFile}`);
  }
  const [validFrom, validTo] = [new Date(leaf.validFrom), new Date(leaf.validTo)];
  if (validTo <= now) {
    throw new CertificateError(`TLS_CERT_FILE: ${certFile} has expired on ${validTo.toISOString()}`);
  }
  if (validFrom > now) {
    throw new CertificateError(`TLS_CERT_FILE: ${certFile} is valid from ${validFrom.toISOString()} on`);
  }
  refuseWeak({ cert, key }, certFile);
  return { cert, key, validTo };
}

async function read(setting: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CertificateError(`${setting}: ${file} can't be read (${reasonOf(error, 'code')})`, {
      cause: error,
    });
  }
}

function leafOf(cert: Buffer, certFile: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch (error) {
    throw new CertificateError(`TLS_CERT_FILE: ${certFile} holds no certificate in PEM`, { cause: error });
  }
}

function privateKeyOf(key: Buffer, keyFile: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch (error) {
    throw new CertificateError(
      `TLS_KEY_FILE: ${keyFile} holds no private key in PEM, or one with a passphrase`,
      { cause: error },
    );
  }
}

function refuseWeak(pair: Pick<Certificate, 'cert' | 'key'>, certFile: string): void {
  try {
    createSecureContext({ ...TLS_CONTEXT, ...pair });
  } catch (error) {
    throw new CertificateError(`TLS_CERT_FILE: ${certFile} is refused (${reasonOf(error, 'reason')})`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown, field: 'code' | 'reason'): string {
  const reason: unknown = (error as Partial<Record<typeof field, unknown>>)[field];
  return typeof reason === 'string' ? reason : String(error);
}
