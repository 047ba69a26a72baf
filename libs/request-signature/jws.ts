import { constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { fieldLines } from './arrived-request';
import type { ArrivedRequest } from './arrived-request';
import { isKeyId, isNonce, isSeconds } from './limits';
import { malformed, SignatureRefusal } from './signature-refusal';
import { parseFlatObject } from './flat-object';
import type { Validity } from './validity';
import type { JwsAlgorithm, VerificationKey } from './verification-key';

const MAX_BYTES = 8_192;
/** Header, no payload, signature (RFC 7515 appendix F). */
const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;
const MEMBERS = ['kid', 'alg', 'iat', 'exp', 'jti', 'htm', 'htu', 'ath'];
const OPTIONAL_MEMBERS = ['typ', 'cty'];

/** A detached JWS, well-formed and not checked. */
export interface PresentedJws extends Validity {
  readonly scheme: 'jws';
  readonly keyId: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly method: string;
  readonly uri: string;
  readonly apiKeyDigest: string;
  /** The protected header, in base64url as it came. */
  readonly header: string;
  readonly signature: Buffer;
}

/** Throws a SignatureRefusal unless `Agent-Signature` is there once and all of the header's members are. */
export function presentedJws(rawHeaders: readonly string[]): PresentedJws {
  const [line, ...more] = fieldLines(rawHeaders, 'agent-signature');
  if (line === undefined || more.length > 0 || line.length > MAX_BYTES) {
    throw malformed('Agent-Signature has to be there once, in 8 KiB.');
  }
  const [, header, signature] = DETACHED.exec(line) ?? [];
  if (header === undefined || signature === undefined) {
    throw malformed('Agent-Signature has to be a compact JWS without its payload.');
  }
  return { scheme: 'jws', ...termsOf(membersOf(header)), header, signature: canonicalBytes(signature) };
}

type Terms = Omit<PresentedJws, 'scheme' | 'header' | 'signature'>;

function termsOf(members: Readonly<Record<string, unknown>>): Terms {
  const { iat, exp } = members;
  if (!isSeconds(iat) || !isSeconds(exp)) throw malformed('iat and exp are whole seconds.');
  const [keyId, nonce] = [textOf(members['kid']), textOf(members['jti'])];
  if (!isKeyId(keyId)) throw malformed('kid is the id of a key.');
  if (!isNonce(nonce)) throw malformed('jti is 16 to 128 visible characters.');
  return {
    ...{ createdSeconds: iat, expiresSeconds: exp, keyId, nonce, algorithm: textOf(members['alg']) },
    ...{ method: textOf(members['htm']), uri: textOf(members['htu']), apiKeyDigest: textOf(members['ath']) },
  };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw malformed('kid, jti, alg, htm, htu and ath are strings.');
  return value;
}

function membersOf(header: string): Readonly<Record<string, unknown>> {
  const members = parseFlatObject(canonicalBytes(header).toString('utf8'));
  if (members === undefined)
    throw malformed('The header of the JWS has to be one object, without a member twice.');
  const names = Object.keys(members);
  if (!MEMBERS.every((name) => names.includes(name)))
    throw malformed(`The header names ${MEMBERS.join(', ')}.`);
  if (!names.every((name) => MEMBERS.includes(name) || OPTIONAL_MEMBERS.includes(name))) {
    throw malformed('The header has a member that means nothing here, or something else than it should.');
  }
  return members;
}

/** Of bytes there is one spelling. */
function canonicalBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw malformed('The JWS is not in canonical base64url.');
  return bytes;
}

/** Throws a SignatureRefusal. The time is not looked at. */
export function verifyJws(presented: PresentedJws, request: ArrivedRequest, key: VerificationKey): void {
  if (key.method !== 'jws' || !key.algorithms.some((algorithm) => algorithm === presented.algorithm)) {
    throw new SignatureRefusal('algorithm_mismatch', 'The key is of another algorithm.');
  }
  if (presented.apiKeyDigest !== request.apiKeyDigest.toString('base64url')) {
    throw new SignatureRefusal('key_binding_mismatch', 'The signature is of another API key.');
  }
  if (presented.method !== request.method || presented.uri !== request.targetUri) {
    throw new SignatureRefusal('url_mismatch', 'The signature is of another method or URL.');
  }
  if (!isJwsOf(presented, request.body, key)) {
    throw new SignatureRefusal('signature_mismatch', 'The signature is not of this body, by this key.');
  }
}

/** Whether it is a signature of these bytes. The algorithm has to be one of the key's. */
export function isJwsOf(
  { header, signature, algorithm }: Pick<PresentedJws, 'header' | 'signature' | 'algorithm'>,
  payload: Buffer,
  key: VerificationKey,
): boolean {
  if (key.method !== 'jws') return false;
  const own = key.algorithms.find((each) => each === algorithm);
  if (own === undefined) return false;
  const signed = Buffer.from(`${header}.${payload.toString('base64url')}`, 'ascii');
  return VERIFIERS[own](signed, key.publicKey, signature);
}

type Verifier = (signed: Buffer, key: KeyObject, signature: Buffer) => boolean;

/** RFC 7518 sections 3.3 to 3.5, RFC 8037 section 3.1. */
const VERIFIERS: Readonly<Record<JwsAlgorithm, Verifier>> = {
  EdDSA: (signed, key, signature) => signature.length === 64 && verify(null, signed, key, signature),
  ES256: (signed, key, signature) =>
    signature.length === 64 && verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature),
  PS256: (signed, key, signature) =>
    verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature),
  RS256: (signed, key, signature) =>
    verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature),
};
