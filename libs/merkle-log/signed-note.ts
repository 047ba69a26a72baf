import { createPublicKey, hash, verify } from 'node:crypto';
import { bytesOfBase64 } from './base64';

const MAX_NOTE_BYTES = 65_536;
const MAX_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const ED25519 = 1;
const PUBLIC_KEY_BYTES = 32;
/** What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_NAME_FORM = /^[^\p{White_Space}+]+$/u;
const SIGNATURE_FORM = /^— (\S+) (\S+)$/u;
/** A control character, or half a character. */
const UNWRITABLE = /[^\n -\u{10FFFF}]|\p{Cs}/u;

/** It is no signed note. */
export class NoteError extends Error {
  override readonly name = 'NoteError';
}

export interface NoteKey {
  /** Without blanks and plus signs. */
  readonly name: string;
  /** Of Ed25519: 32 bytes. */
  readonly publicKey: Buffer;
}

export interface NoteSigner extends NoteKey {
  /** The 64 bytes of Ed25519 over the message. */
  readonly sign: (message: Uint8Array) => Buffer;
}

export interface NoteSignature {
  readonly name: string;
  /** 4 bytes that tell keys of one name apart. They prove nothing. */
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

export interface SignedNote {
  /** With the line break at its end: what was signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
export function noteKeyId(name: string, publicKey: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(ED25519), publicKey]);
  return hash('sha256', named, 'buffer').subarray(0, KEY_ID_BYTES);
}

/**
 * The text with its signature, as C2SP signed-note has it.
 *
 * @throws NoteError where text or name can't be in a note: the text ends with a line break.
 */
export function signNote({ text, name, publicKey, sign }: NoteSigner & { readonly text: string }): string {
  const signed = Buffer.concat([noteKeyId(name, publicKey), sign(Buffer.from(text))]);
  const note = `${text}\n— ${name} ${signed.toString('base64')}\n`;
  if (readNote(note).text !== text) throw new NoteError('the text does not end with a line break');
  return note;
}

/**
 * Splits a note. Nothing is verified: signatures of keys that nobody knows are told like others.
 *
 * @throws NoteError on what is no note, has over 64 KiB, or over 100 signatures.
 */
export function readNote(note: string): SignedNote {
  if (Buffer.byteLength(note) > MAX_NOTE_BYTES)
    throw new NoteError(`a note has at most ${MAX_NOTE_BYTES} bytes`);
  if (UNWRITABLE.test(note)) throw new NoteError('a note has no control characters');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n'))
    throw new NoteError('a note is a text, an empty line and signature lines');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new NoteError(`a note has at most ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, end + 1), signatures: lines.map(readSignature) };
}

/**
 * Whether the note is signed by that key. Signatures of others are left alone; a wrong one under this key's name and id
 * makes the note a bad one, whatever else is there.
 *
 * @throws NoteError on what is no note.
 */
export function verifyNote(note: string, { name, publicKey }: NoteKey): boolean {
  const { text, signatures } = readNote(note);
  const keyId = noteKeyId(name, publicKey);
  const own = signatures.filter((signature) => signature.name === name && signature.keyId.equals(keyId));
  const message = Buffer.from(text);
  return own.length > 0 && own.every(({ signature }) => isSigned(message, signature, publicKey));
}

export function isKeyName(text: string): boolean {
  return KEY_NAME_FORM.test(text);
}

function readSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = SIGNATURE_FORM.exec(line) ?? [];
  const bytes = bytesOfBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) {
    throw new NoteError(
      'a signature line is a dash, the name of a key, and base64 of its id and the signature',
    );
  }
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

function isSigned(message: Buffer, signature: Buffer, publicKey: Buffer): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
