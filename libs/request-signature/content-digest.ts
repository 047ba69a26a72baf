import { createHash } from 'node:crypto';
import { fieldLines } from './arrived-request';
import { dictionaryOf, readDictionary } from './dictionary';
import { malformed, SignatureRefusal } from './signature-refusal';

/** Those of RFC 9530 that are good enough. Whatever else stands beside them is not looked at. */
const HASHES = [
  { name: 'sha-256', hash: 'sha256' },
  { name: 'sha-512', hash: 'sha512' },
] as const;

/** Throws a SignatureRefusal unless `Content-Digest` (RFC 9530 section 2) is there once and of these bytes. */
export function checkContentDigest(rawHeaders: readonly string[], body: Buffer): void {
  const isOfBody = isContentDigestOf(onlyLine(rawHeaders, 'content-digest'), body);
  if (isOfBody === undefined) throw malformed('Content-Digest has to be of sha-256 or sha-512.');
  if (!isOfBody) throw new SignatureRefusal('digest_mismatch', 'Content-Digest is of another body.');
}

/** Whether all that it says is so. Undefined where it says nothing by sha-256 or sha-512, or no bytes. */
export function isContentDigestOf(line: string, body: Buffer): boolean | undefined {
  const digests = readDictionary(line);
  const known = HASHES.filter(({ name }) => digests?.has(name)).map(({ name, hash }) => {
    return { hash, said: bytesOf(digests?.get(name)) };
  });
  if (known.length === 0 || known.some(({ said }) => said === undefined)) return undefined;
  return known.every(({ hash, said }) => said?.equals(createHash(hash).update(body).digest()));
}

/** Throws a SignatureRefusal unless `Api-Key-Digest` is there once, in the form of a Content-Digest, of this key. */
export function checkApiKeyDigest(rawHeaders: readonly string[], apiKeyDigest: Buffer): void {
  const digests = dictionaryOf(onlyLine(rawHeaders, 'api-key-digest'), 'api-key-digest');
  const digest = bytesOf(digests.get('sha-256'));
  if (digest === undefined) throw malformed('Api-Key-Digest has to be of sha-256.');
  if (!digest.equals(apiKeyDigest)) {
    throw new SignatureRefusal('key_binding_mismatch', 'The signature is of another API key.');
  }
}

function onlyLine(rawHeaders: readonly string[], name: string): string {
  const [line, ...more] = fieldLines(rawHeaders, name);
  if (line === undefined || more.length > 0) throw malformed(`${name} has to be there once.`);
  return line;
}

/** The bytes of a member; undefined where it is something else. */
function bytesOf(member: readonly [unknown, unknown] | undefined): Buffer | undefined {
  const value = member?.[0];
  return value instanceof ArrayBuffer ? Buffer.from(value) : undefined;
}
