import { createHash, sign } from 'node:crypto';
import { presentedSignature } from './presented-signature';
import { verifyEvidence, withoutBody } from './signature-evidence';
import type { SignatureEvidence } from './signature-evidence';
import { arrived, BODY, headersOf, NOW_MS, SIGNINGS } from './signed-example';
import type { Signing } from './signed-example';
import { verifySignature } from './verify-signature';

const { ed25519, hmac } = SIGNINGS;
const OTHER = Buffer.from('{"transactionId":"order-1","amount":25}');
const inBase64 = (bytes: Buffer): string => bytes.toString('base64');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

function evidenceOf(signing: Signing): SignatureEvidence {
  const request = arrived(headersOf(signing));
  const presented = presentedSignature(request.rawHeaders);
  if (presented === undefined) throw new Error('it is there');
  return verifySignature(presented, request, signing.key, NOW_MS).evidence;
}

describe('evidence proves nothing', () => {
  it.each(Object.entries(SIGNINGS))('once another body was put into it, digest and all: %s', (_, signing) => {
    const evidence = evidenceOf(signing);
    const forged = { ...evidence, body: inBase64(OTHER), bodySha256: sha256(OTHER) };
    expect(verifyEvidence(evidence, signing.key)).toBe(true);
    expect(verifyEvidence(forged, signing.key)).toBe(false);
    expect(verifyEvidence(withoutBody(forged), signing.key, OTHER)).toBe(false);
  });

  it.each(Object.entries(SIGNINGS))('once its signature was changed: %s', (_, signing) => {
    const evidence = evidenceOf(signing);
    const signature = Buffer.from(evidence.signature, 'base64');
    signature[0] = (signature[0] ?? 0) ^ 1;
    expect(verifyEvidence({ ...evidence, signature: inBase64(signature) }, signing.key)).toBe(false);
  });

  it('of a body that what was signed says nothing of', () => {
    const base = '"@method": POST\n"@signature-params": ("@method")';
    const signature = inBase64(sign(null, Buffer.from(base), ed25519.signer.key));
    const held = { body: inBase64(BODY), bodySha256: sha256(BODY) };
    const evidence = { schema: 1, scheme: 'http', base, signature, ...held } as const;
    expect(verifyEvidence(evidence, ed25519.key)).toBe(false);
  });

  it('by another key, or by one of another kind', () => {
    expect(verifyEvidence(evidenceOf(ed25519), hmac.key)).toBe(false);
    expect(verifyEvidence(evidenceOf(hmac), { method: 'hmac', secret: Buffer.alloc(32) })).toBe(false);
    expect(verifyEvidence(evidenceOf(SIGNINGS.ES256), SIGNINGS.RS256.key)).toBe(false);
  });

  it('as a JWS whose body is not there', () => {
    expect(verifyEvidence(withoutBody(evidenceOf(SIGNINGS.EdDSA)), SIGNINGS.EdDSA.key)).toBe(false);
  });
});
