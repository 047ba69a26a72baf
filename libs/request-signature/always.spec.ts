import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { fieldLines } from './arrived-request';
import { parseFlatObject } from './flat-object';
import { presentedSignature } from './presented-signature';
import { verifyEvidence, withoutBody } from './signature-evidence';
import { SIGNATURE_REASONS, SignatureRefusal } from './signature-refusal';
import { API_KEY, arrived, headersOf, judged, NOW_MS, SIGNINGS } from './signed-example';
import type { Headers } from './signed-example';
import { verifySignature } from './verify-signature';

const anySigning = fc.constantFrom(...Object.values(SIGNINGS));
const anyBody = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const anyMethod = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
const anyTarget = fc
  .webPath()
  .chain((path) => fc.webQueryParameters().map((query) => `https://api.example${path || '/'}?${query}`));
const anyRequest = fc.record({ method: anyMethod, targetUri: anyTarget, body: anyBody });

/** One character of it is another one. */
function withOneChanged(text: string, at: number, by: number): string {
  const position = at % text.length;
  const code = 33 + ((text.charCodeAt(position) - 33 + 1 + (by % 93) + 94) % 94);
  return text.slice(0, position) + String.fromCharCode(code) + text.slice(position + 1);
}

describe('a signature', () => {
  it('is always good for the request that was signed, and can be checked again from its evidence', () => {
    fc.assert(
      fc.property(anySigning, anyRequest, (signing, request) => {
        const made = arrived(headersOf(signing, request), request);
        const presented = presentedSignature(made.rawHeaders);
        if (presented === undefined) throw new Error('it is there');
        const { evidence } = verifySignature(presented, made, signing.key, NOW_MS);
        const kept = JSON.parse(JSON.stringify(evidence)) as typeof evidence;
        expect(verifyEvidence(kept, signing.key)).toBe(true);
        expect(verifyEvidence(withoutBody(kept), signing.key, request.body)).toBe(true);
        const other = Buffer.concat([request.body, Buffer.from('x')]);
        expect(verifyEvidence(withoutBody(kept), signing.key, other)).toBe(false);
        expect(JSON.stringify(kept)).not.toContain(API_KEY);
      }),
      { numRuns: 150 },
    );
  });

  it('is never good for a request in which anything differs', () => {
    fc.assert(
      fc.property(
        anySigning,
        anyRequest,
        anyRequest,
        fc.constantFrom('method', 'targetUri', 'body'),
        (signing, signed, other, what) => {
          fc.pre(!isDeepStrictEqual(signed[what as 'method'], other[what as 'method']));
          const changed = { ...signed, [what]: other[what as 'method'] };
          expect(judged(arrived(headersOf(signing, signed), changed), signing.key)).not.toMatch(
            /good|absent/,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is never good with a character changed in any of its headers', () => {
    fc.assert(
      fc.property(anySigning, fc.nat(), fc.nat(), fc.nat(), (signing, which, at, by) => {
        const headers = headersOf(signing);
        const names = Object.keys(headers);
        const name = names[which % names.length] ?? '';
        const changed: Headers = { ...headers, [name]: withOneChanged(headers[name] ?? '', at, by) };
        // The label is no part of what is signed, but it is in two fields.
        expect(judged(arrived(changed), signing.key)).not.toMatch(/good|absent/);
      }),
      { numRuns: 1_500 },
    );
  });

  it('is never good by another key than its own', () => {
    const signings = Object.entries(SIGNINGS);
    for (const [one, signing] of signings) {
      for (const [other, { key }] of signings) {
        // Both are good for RSA.
        const isSame =
          one === other ||
          (one.startsWith('PS') && other.startsWith('RS')) ||
          (one.startsWith('RS') && other.startsWith('PS'));
        expect([one, other, judged(arrived(headersOf(signing)), key) === 'good']).toEqual([
          one,
          other,
          isSame,
        ]);
      }
    }
  });
});

function presented(rawHeaders: readonly string[]): string {
  try {
    return presentedSignature(rawHeaders) === undefined ? 'absent' : 'there';
  } catch (error) {
    if (error instanceof SignatureRefusal && SIGNATURE_REASONS.includes(error.reason)) return 'refused';
    throw error;
  }
}

describe('whatever headers come', () => {
  const name = fc.constantFrom('Signature', 'Signature-Input', 'Agent-Signature', 'Content-Digest', 'X');
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...Object.values(headersOf(SIGNINGS.ed25519)),
      ...Object.values(headersOf(SIGNINGS.EdDSA)),
    ),
    fc.stringMatching(/^[a-z]{1,3}=(\("@method"\)|:AAAA:)(;[a-z]{1,7}=("[a-z]{0,3}"|[0-9]{1,3})){0,4}$/),
  );

  it('nothing is thrown but a refusal with its reason, and what is there is never absent', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), (lines) => {
        const rawHeaders = lines.flat();
        const isThere = ['signature', 'signature-input', 'agent-signature'].some(
          (each) => fieldLines(rawHeaders, each).length > 0,
        );
        expect(presented(rawHeaders)).toMatch(isThere ? /^(?:there|refused)$/ : /^absent$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a flat object', () => {
  const flat = fc.dictionary(
    fc.string(),
    fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      noNullPrototype: true,
    },
  );

  it('is always read as JSON reads it, unless a member is there twice', () => {
    fc.assert(
      fc.property(flat, fc.string(), (object, again) => {
        fc.pre(!Object.hasOwn(object, '__proto__') && again !== '__proto__');
        const text = JSON.stringify(object);
        expect(parseFlatObject(text)).toEqual(JSON.parse(text));
        const members = JSON.stringify({ [again]: 1 }).slice(1, -1);
        const twice = `{${members}${text === '{}' ? '' : ','}${text.slice(1, -1)},${members}}`;
        expect(parseFlatObject(twice)).toBeUndefined();
      }),
    );
  });
});
