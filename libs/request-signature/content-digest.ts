import { createHash } from 'node:crypto';
import { isInnerList, parseDictionary, serializeDictionary } from 'structured-headers';
import { fieldLines } from './arrived-request';
import { malformed, SignatureRefusal } from './signature-refusal';

/** Those of RFC 9530 that are good enough. Others may stand beside them. */
const HASHES: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

/** Throws a SignatureRefusal unless `Content-Digest` (RFC 9530 section 2) is there once and of these bytes. */
export function checkContentDigest(rawHeaders: readonly string[], body: Buffer): void {
  const digests = digestsIn(rawHeaders, 'content-digest');
  const known = [...digests].filter(([algorithm]) => algorithm in HASHES);
  if (known.length === 0) throw malformed('Content-Digest has to be of sha-256 or sha-512.');
  for (const [algorithm, digest] of known) {
    const own = createHash(HASHES[algorithm] ?? '')
      .update(body)
      .digest();
    if (!own.equals(digest))
      throw new SignatureRefusal('digest_mismatch', 'Content-Digest is of another body.');
  }
}

/** Throws a SignatureRefusal unless `Api-Key-Digest` is there once, in the form of a Content-Digest, of this key. */
export function checkApiKeyDigest(rawHeaders: readonly string[], apiKeyDigest: Buffer): void {
  const digest = digestsIn(rawHeaders, 'api-key-digest').get('sha-256');
  if (digest === undefined) throw malformed('Api-Key-Digest has to be of sha-256.');
  if (!digest.equals(apiKeyDigest)) {
    throw new SignatureRefusal('key_binding_mismatch', 'The signature is of another API key.');
  }
}

function digestsIn(rawHeaders: readonly string[], name: string): ReadonlyMap<string, Buffer> {
  const [line, ...more] = fieldLines(rawHeaders, name);
  if (line === undefined || more.length > 0) throw malformed(`${name} has to be there once.`);
  const dictionary = canonicalDictionary(line, name);
  return new Map(
    [...dictionary].map(([algorithm, member]) => {
      const [value] = member;
      if (isInnerList(member) || !(value instanceof ArrayBuffer)) throw malformed(`${name} holds no digest.`);
      return [algorithm, Buffer.from(value)];
    }),
  );
}

/**
 * A dictionary (RFC 9651) in its canonical form: whoever reads otherwise, by taking the first of two members of one
 * name or the last, reads the same here. Throws a SignatureRefusal.
 */
export function canonicalDictionary(line: string, name: string): ReturnType<typeof parseDictionary> {
  try {
    const dictionary = parseDictionary(line);
    if (
      dictionary.size > 0 &&
      serializeDictionary(dictionary) === line.trim().replace(/[ \t]*,[ \t]*/g, ', ')
    ) {
      return dictionary;
    }
  } catch {
    // Said below.
  }
  throw malformed(`${name} is no dictionary in canonical form.`);
}
