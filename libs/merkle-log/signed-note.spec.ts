import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { NoteError, noteKeyId, readNote, signNote, verifyNote } from './signed-note';
import type { NoteSigner } from './signed-note';

/** The example that the specification and Go's implementation give, with its private key. */
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE =
  'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
const NOTE = `${TEXT}\n— PeterNeumann ${SIGNATURE}\n`;
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const PUBLIC_KEY = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1);
const PETER = signerOf('PeterNeumann', SEED);
const KEY = { name: 'PeterNeumann', publicKey: PUBLIC_KEY };

describe('signed note', () => {
  it('is that of the specification, byte for byte', () => {
    expect(PETER.publicKey).toEqual(PUBLIC_KEY);
    expect(noteKeyId('PeterNeumann', PUBLIC_KEY).toString('hex')).toBe('c74f20a3');
    expect(signNote({ ...PETER, text: TEXT })).toBe(NOTE);
  });

  it('is read as text, names and signatures', () => {
    const { text, signatures } = readNote(NOTE);
    expect(text).toBe(TEXT);
    expect(signatures).toEqual([
      {
        name: 'PeterNeumann',
        keyId: Buffer.from('c74f20a3', 'hex'),
        signature: Buffer.from(SIGNATURE, 'base64').subarray(4),
      },
    ]);
  });

  it('verifies under its key, and under no other key or name', () => {
    expect(verifyNote(NOTE, KEY)).toBe(true);
    expect(verifyNote(NOTE, { name: 'PeterNeumann', publicKey: otherKey() })).toBe(false);
    expect(verifyNote(NOTE, { name: 'Peter', publicKey: PUBLIC_KEY })).toBe(false);
    expect(verifyNote(NOTE, { name: 'PeterNeumann', publicKey: PUBLIC_KEY.subarray(1) })).toBe(false);
  });

  it('verifies under no key that is none', () => {
    const publicKey = PUBLIC_KEY.subarray(1);
    expect(verifyNote(signNote({ ...PETER, publicKey, text: TEXT }), { ...KEY, publicKey })).toBe(false);
  });

  it('is none that verifies once any byte is another', () => {
    const bytes = Buffer.from(NOTE);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(place) ^ change, place);
        expect(isGood(copy.toString())).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('may have signatures of others, but no second one of this key that is wrong', () => {
    const other = signNote({ ...signerOf('witness.example', Buffer.alloc(32, 1)), text: TEXT });
    const wrong = Buffer.concat([noteKeyId(KEY.name, PUBLIC_KEY), Buffer.alloc(64)]).toString('base64');
    expect(verifyNote(other.replace(`${TEXT}\n`, NOTE), KEY)).toBe(true);
    expect(verifyNote(`${NOTE}— someone.else AAAAAAA=\n`, KEY)).toBe(true);
    expect(verifyNote(`${NOTE}— PeterNeumann ${wrong}\n`, KEY)).toBe(false);
  });

  it('may have empty lines in its text', () => {
    const note = signNote({ ...PETER, text: 'a\n\n\nb\n' });
    expect(readNote(note).text).toBe('a\n\n\nb\n');
    expect(verifyNote(note, KEY)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['no signature', `${TEXT}\n`],
    ['no empty line', NOTE.replace('\n\n', '\n')],
    ['no last line break', NOTE.slice(0, -1)],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['no key name', NOTE.replace(' PeterNeumann', '')],
    ['a key name with a plus', NOTE.replace('PeterNeumann', 'Peter+Neumann')],
    ['two blanks', NOTE.replace('PeterNeumann ', 'PeterNeumann  ')],
    ['no padding', NOTE.replace('=', '')],
    ['base64 in another spelling', NOTE.replace('nAM=', 'nAN=')],
    ['a signature without bytes', `${TEXT}\n— PeterNeumann x08gow==\n`],
    ['a tab', NOTE.replace('think ', 'think\t')],
    ['Windows line breaks', NOTE.replaceAll('\n', '\r\n')],
    ['half a character', NOTE.replace('think', '\ud800')],
    ['101 signatures', `${TEXT}\n${`— a AAAAAAA=\n`.repeat(101)}`],
    ['over 64 KiB', `${'a'.repeat(65_537 - Buffer.byteLength(NOTE))}${NOTE}`],
  ])('has no %s', (_, note) => {
    expect(() => readNote(note)).toThrow(NoteError);
  });

  it('has up to 100 signatures and 64 KiB', () => {
    expect(readNote(`${TEXT}\n${`— a AAAAAAA=\n`.repeat(100)}`).signatures).toHaveLength(100);
    const bytes = Buffer.byteLength(NOTE);
    expect(readNote(`${'a'.repeat(65_536 - bytes)}${NOTE}`).signatures).toHaveLength(1);
  });

  it.each([
    ['without its last line break', { ...PETER, text: 'a' }],
    ['that ends like a note', { ...PETER, text: 'a\n\n— b AAAAAAA=' }],
    ['with a control character', { ...PETER, text: 'a\u0007\n' }],
    ['under a name with a blank', { ...PETER, name: 'a b', text: 'a\n' }],
    ['under no name', { ...PETER, name: '', text: 'a\n' }],
  ])('is not made of a text %s', (_, input) => {
    expect(() => signNote(input)).toThrow(NoteError);
  });
});

function signerOf(name: string, seed: Buffer): NoteSigner {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name, publicKey, sign: (message) => sign(null, message, privateKey) };
}

function otherKey(): Buffer {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
}

function isGood(note: string): boolean {
  try {
    return verifyNote(note, KEY);
  } catch (error) {
    expect(error).toBeInstanceOf(NoteError);
    return false;
  }
}
