import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import { isInnerList, serializeInnerList } from 'structured-headers';
import type { Item } from 'structured-headers';
import { fieldLines } from './arrived-request';
import type { ArrivedRequest } from './arrived-request';
import { checkApiKeyDigest, checkContentDigest } from './content-digest';
import { dictionaryOf } from './dictionary';
import { isKeyId, isNonce, isSeconds } from './limits';
import { signatureBase } from './signature-base';
import { malformed, SignatureRefusal } from './signature-refusal';
import type { Validity } from './validity';
import type { VerificationKey } from './verification-key';

/** The application's own tag (RFC 9421 section 2.3): what others sign in the same request is none of ours. */
export const SIGNATURE_TAG = 'trustflow-agent';
export const LEAST_COVERAGE = ['@method', '@target-uri', 'content-digest', 'api-key-digest'] as const;

const PARAMETERS = ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'];
const MAX_COMPONENTS = 32;
const ED25519_BYTES = 64;
const HMAC_BYTES = 32;

/** A signature by RFC 9421 under our tag, well-formed and not checked. */
export interface PresentedHttpSignature extends Validity {
  readonly scheme: 'http';
  readonly keyId: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly components: readonly string[];
  /** `@signature-params`, as it stands in the base. */
  readonly parameters: string;
  readonly signature: Buffer;
}

/** Throws a SignatureRefusal unless there is one of ours, in canonical form. */
export function presentedHttpSignature(rawHeaders: readonly string[]): PresentedHttpSignature {
  const inputs = dictionaryOf(allLines(rawHeaders, 'signature-input'), 'signature-input');
  const signatures = dictionaryOf(allLines(rawHeaders, 'signature'), 'signature');
  const ours = [...inputs].filter(([, [, parameters]]) => parameters.get('tag') === SIGNATURE_TAG);
  const [[label, input] = [], ...more] = ours;
  if (label === undefined || input === undefined || more.length > 0) {
    throw malformed(`There has to be one signature of the tag ${SIGNATURE_TAG}.`);
  }
  if (!isInnerList(input)) throw malformed('Signature-Input has to list what is signed.');
  const [items, parameters] = input;
  return {
    scheme: 'http',
    ...termsOf(parameters),
    components: items.map(componentOf),
    parameters: serializeInnerList(input),
    signature: bytesOf(signatures.get(label)),
  };
}

/** A proxy that signs too may do so in a field of its own (RFC 9110 section 5.3). A label is there once all the same. */
function allLines(rawHeaders: readonly string[], name: string): string {
  return fieldLines(rawHeaders, name).join(', ');
}

type Terms = Omit<PresentedHttpSignature, 'scheme' | 'components' | 'parameters' | 'signature'>;

function termsOf(parameters: Item[1]): Terms {
  if (parameters.size !== PARAMETERS.length || !PARAMETERS.every((name) => parameters.has(name))) {
    throw malformed(`The parameters have to be ${PARAMETERS.join(', ')}, and no others.`);
  }
  return {
    createdSeconds: secondsOf(parameters.get('created')),
    expiresSeconds: secondsOf(parameters.get('expires')),
    nonce: textOf(parameters.get('nonce'), isNonce, 'nonce is 16 to 128 visible characters.'),
    keyId: textOf(parameters.get('keyid'), isKeyId, 'keyid is the id of a key.'),
    algorithm: textOf(parameters.get('alg'), () => true, 'alg is the name of an algorithm.'),
  };
}

function secondsOf(value: unknown): number {
  if (!isSeconds(value)) throw malformed('created and expires are whole seconds.');
  return value;
}

function textOf(value: unknown, isGood: (text: string) => boolean, otherwise: string): string {
  if (typeof value !== 'string' || !isGood(value)) throw malformed(otherwise);
  return value;
}

function componentOf([name, parameters]: Item, _index: number, items: readonly Item[]): string {
  if (typeof name !== 'string' || parameters.size > 0) {
    throw malformed('What is signed is named without parameters.');
  }
  if (items.length > MAX_COMPONENTS || items.filter(([other]) => other === name).length > 1) {
    throw malformed('What is signed is named once, and is not too much.');
  }
  return name;
}

function bytesOf(member: unknown): Buffer {
  const [value, parameters] = Array.isArray(member) ? (member as Item) : [];
  if (!(value instanceof ArrayBuffer) || parameters?.size !== 0)
    throw malformed('Signature holds no bytes for it.');
  return Buffer.from(value);
}

/** Returns what was signed. Throws a SignatureRefusal. The time is not looked at. */
export function verifyHttpSignature(
  presented: PresentedHttpSignature,
  request: ArrivedRequest,
  key: VerificationKey,
): string {
  checkAlgorithm(presented, key);
  if (!LEAST_COVERAGE.every((name) => presented.components.includes(name))) {
    throw new SignatureRefusal('coverage_insufficient', `Sign at least ${LEAST_COVERAGE.join(', ')}.`);
  }
  const base = signatureBase(presented, request);
  checkContentDigest(request.rawHeaders, request.body);
  checkApiKeyDigest(request.rawHeaders, request.apiKeyDigest);
  if (!isSignatureOf(base, presented.signature, key)) {
    throw new SignatureRefusal('signature_mismatch', 'The signature is not of this request, by this key.');
  }
  return base;
}

function checkAlgorithm({ algorithm }: PresentedHttpSignature, key: VerificationKey): void {
  const own = { ed25519: 'ed25519', hmac: 'hmac-sha256', jws: undefined }[key.method];
  if (algorithm !== own) throw new SignatureRefusal('algorithm_mismatch', 'The key is of another algorithm.');
}

export function isSignatureOf(base: string, signature: Buffer, key: VerificationKey): boolean {
  const bytes = Buffer.from(base, 'ascii');
  if (key.method === 'hmac') {
    const own = createHmac('sha256', key.secret).update(bytes).digest();
    return signature.length === HMAC_BYTES && timingSafeEqual(own, signature);
  }
  return (
    key.method === 'ed25519' &&
    signature.length === ED25519_BYTES &&
    verify(null, bytes, key.publicKey, signature)
  );
}
