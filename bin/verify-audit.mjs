#!/usr/bin/env node
// Checks an export of a TrustFlow audit trail. It needs Node.js 20 and nothing else: no network, no account, no package.
// It is meant to be read: it shares no code with the service, and follows the three documents that anybody can read:
//
//   leaves       docs/audit-format.md (trustflow-leaf-v1): SHA-256(0x00 ‖ salt ‖ canonical JSON of the entry)
//   tree         RFC 6962 section 2.1: SHA-256(0x01 ‖ left ‖ right); consistency as in RFC 9162 section 2.1.4.2
//   checkpoints  C2SP signed-note and tlog-checkpoint: origin, size and root, signed with Ed25519
//
// Reading goes line by line: an export of any length needs little memory, unless --evaluations is given.
import { createHash, createHmac, createPublicKey, verify as verifyEd25519 } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `usage: verify-audit <export> --checkpoint <file> --jwks <file> [--consistency <file>] [--evaluations <file>]

  <export>       the answer of GET /v1/audit/export, or - for standard input
  --checkpoint   a checkpoint that you keep: the answer of GET /v1/audit/checkpoint, then or now
  --jwks         the answer of GET /.well-known/jwks.json
  --consistency  the answer of GET /v1/audit/consistency, where the two checkpoints need it
  --evaluations  evaluations as GET /v1/evaluations/{id} answers, one a line, to hold against the entries

exit code: 0 everything fits, 1 something doesn't, 2 not verified: wrong usage, an unreadable file, a missing proof`;

const HASH_BYTES = 32;
const MAX_LINE_BYTES = 4_194_304;
const MAX_FILE_BYTES = 1_048_576;
const MAX_NOTE_SIGNATURES = 100;
const MAX_KEYS = 1_000;
const MAX_FAULTS_SHOWN = 20;
const MAX_GAPS = 1_000;
const MAX_ERASED = 2_000_000;
const MAX_DEPTH = 100;

/** Something in the files is not what was sealed. Thrown only where reading on makes no sense. */
class Fault extends Error {}
/** The files are not enough to say yes or no. */
class NotVerified extends Error {}

// ---------------------------------------------------------------------------------------------------------------------
// What was found

class Findings {
  faults = [];
  faultCount = 0;
  notes = [];
  open = [];

  fault(sentence) {
    this.faultCount += 1;
    if (this.faults.length < MAX_FAULTS_SHOWN) this.faults.push(sentence);
  }
}

/** A value of a file, made safe for a terminal: it may have been written by who wants to mislead. */
function shown(value) {
  if (typeof value === 'string' && /^[\w.:/+=-]{1,200}$/.test(value)) return value;
  const text = JSON.stringify(value) ?? 'nothing';
  return text.slice(0, 100).replace(/[^ -~]/g, '?');
}

// ---------------------------------------------------------------------------------------------------------------------
// Bytes and JSON

/** Padded base64 in its one spelling; undefined for anything else. */
function bytesOf(base64) {
  if (typeof base64 !== 'string') return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
}

function hashOf(base64) {
  const bytes = bytesOf(base64);
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** RFC 8785, for values that JSON.parse gave: JavaScript writes numbers and strings, and sorts names, as it says. */
function canonicalJson(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join(',')}}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The object that a line holds; undefined where it holds none. A line that two programs could read differently (a name
 * twice, a number or a letter in another spelling) is none: JavaScript has to write it back as it was, but for blanks.
 */
function objectOf(bytes) {
  try {
    const line = utf8.decode(bytes);
    const value = JSON.parse(line);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    const again = JSON.stringify(value);
    const isTheSame = again === line || again === withoutBlanks(line);
    return isTheSame && !isDeeperThan(MAX_DEPTH, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function withoutBlanks(json) {
  return json.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g, '$1');
}

function isDeeperThan(depth, value) {
  if (value === null || typeof value !== 'object') return false;
  return depth === 0 || Object.values(value).some((item) => isDeeperThan(depth - 1, item));
}

/** Of files that the reader trusts. */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function hasNames(value, names) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

/** The lines of a stream, as bytes. Only one of them, and a piece of the file, is held at a time. */
async function* linesOf(stream) {
  let pieces = [];
  let length = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)]);
      [pieces, length, start] = [[], 0, end + 1];
    }
    pieces.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > MAX_LINE_BYTES) throw new Fault(`a line has over ${MAX_LINE_BYTES} bytes; reading stopped`);
  }
  if (length > 0) yield Buffer.concat(pieces);
}

function isBlank(line) {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

// ---------------------------------------------------------------------------------------------------------------------
// The tree

const EMPTY_ROOT = sha256();
const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

function nodeHash(left, right) {
  return sha256(NODE_PREFIX, left, right);
}

/** The largest perfect subtrees that the leaves `from` to `to` (without it) are made of, left to right. */
function subtreesOf(from, to) {
  const subtrees = [];
  for (let start = from; start < to;) {
    let [level, width] = [0, 1];
    while (start % (width * 2) === 0 && width * 2 <= to - start) [level, width] = [level + 1, width * 2];
    subtrees.push({ level, index: start / width });
    start += width;
  }
  return subtrees;
}

/** A tree that grows from the left. It holds the hashes of its largest perfect subtrees: one for each bit of its size. */
class Tree {
  subtrees = [];

  /** The next perfect subtree to the right. A left and a right one of the same size become one. */
  add({ level, index }, hash) {
    while (index % 2 === 1) {
      hash = nodeHash(this.subtrees.pop(), hash);
      [level, index] = [level + 1, (index - 1) / 2];
    }
    this.subtrees.push(hash);
  }

  root() {
    const [right, ...others] = this.subtrees.toReversed();
    return right === undefined ? EMPTY_ROOT : others.reduce((root, left) => nodeHash(left, root), right);
  }
}

/** RFC 9162 section 2.1.4.2: whether the tree of `to` leaves begins with the tree of `from` leaves. */
function isConsistent({ from, to, fromRoot, toRoot, hashes }) {
  if (from === 0) return hashes.length === 0 && fromRoot.equals(EMPTY_ROOT);
  if (from === to) return hashes.length === 0 && fromRoot.equals(toRoot);
  const isPowerOfTwo = subtreesOf(0, from).length === 1;
  const [first, ...path] = isPowerOfTwo ? [fromRoot, ...hashes] : hashes;
  if (first === undefined) return false;
  let [fn, sn] = [from - 1, to - 1];
  const goUp = () => ([fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]);
  while (fn % 2 === 1) goUp();
  let [older, newer] = [first, first];
  for (const hash of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [older, newer] = [nodeHash(hash, older), nodeHash(hash, newer)];
      while (fn !== 0 && fn % 2 === 0) goUp();
    } else {
      newer = nodeHash(newer, hash);
    }
    goUp();
  }
  return sn === 0 && older.equals(fromRoot) && newer.equals(toRoot);
}

// ---------------------------------------------------------------------------------------------------------------------
// Keys and checkpoints

/** The start of the DER form of an Ed25519 public key (RFC 8410); its 32 bytes follow. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The Ed25519 keys of a JWK set (RFC 7517, RFC 8037). Other keys are left out. */
function keysOf(jwks) {
  const set = parsed(jwks);
  if (!Array.isArray(set?.keys) || set.keys.length > MAX_KEYS) {
    throw new NotVerified('the JWKS file holds no JWK set');
  }
  const keys = set.keys
    .filter((jwk) => jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.x === 'string')
    .map((jwk) => ({ kid: jwk.kid, bytes: Buffer.from(jwk.x, 'base64url') }))
    .filter(({ bytes }) => bytes.length === HASH_BYTES);
  if (keys.length === 0) throw new NotVerified('the JWKS file holds no Ed25519 key');
  return keys;
}

/** Reads a signed note with a checkpoint in it, and looks for a key that signed it. Returns what is wrong as `fault`. */
function readCheckpoint(note, keys) {
  const fault = (sentence) => ({ fault: sentence });
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return fault('is no signed note');
  const text = note.slice(0, end + 1);
  const [origin, sizeText, rootText, ...rest] = text.split('\n');
  const [size, root] = [Number(sizeText), hashOf(rootText)];
  if (rest.length !== 1 || rest[0] !== '') return fault('does not have three lines: origin, size and root');
  if (!/^[^\s+]+$/.test(origin)) return fault('has no origin');
  if (!/^(0|[1-9]\d{0,15})$/.test(sizeText) || !Number.isSafeInteger(size)) return fault('has no size');
  if (root === undefined) return fault('has no root');

  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(readSignature);
  if (signatures.length > MAX_NOTE_SIGNATURES || signatures.includes(undefined)) {
    return fault('has a signature that is none');
  }
  const own = signatures.filter(({ name }) => name === origin);
  if (own.length === 0) return fault('is not signed in the name of its origin');
  for (const key of keys) {
    const keyId = noteKeyId(origin, key.bytes);
    const signed = own.filter((signature) => signature.keyId.equals(keyId));
    if (signed.length === 0) continue;
    const isGood = signed.every(({ signature }) => isSignedBy(key.bytes, text, signature));
    if (!isGood) return fault(`has a wrong signature: key ${shown(key.kid)} did not sign this`);
    return { origin, size, root, kid: key.kid, keyId: keyId.toString('hex') };
  }
  const unknown = own.map(({ keyId }) => keyId.toString('hex')).join(', ');
  return fault(`is signed by a key that the JWKS file does not have (key id ${unknown})`);
}

function readSignature(line) {
  const [, name, base64] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = bytesOf(base64);
  if (bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** C2SP signed-note: 4 bytes of SHA-256(name ‖ newline ‖ 0x01 for Ed25519 ‖ public key). */
function noteKeyId(name, key) {
  return sha256(name, Uint8Array.of(0x0a, 0x01), key).subarray(0, 4);
}

function isSignedBy(key, text, signature) {
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key]), format: 'der', type: 'spki' });
  return verifyEd25519(null, Buffer.from(text), publicKey, signature);
}

// ---------------------------------------------------------------------------------------------------------------------
// The first line of an export

const HEADER_NAMES = [
  ...['format', 'tenantId', 'from', 'to', 'firstIndex', 'endIndex', 'treeSize'],
  ...['checkpoint', 'before', 'after'],
];
const TIME_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function readHeader(line) {
  const header = line === undefined ? undefined : objectOf(line);
  if (header?.format !== 'trustflow-audit-export-v1' || !hasNames(header, HEADER_NAMES)) {
    throw new Fault('the first line is no header of a trustflow-audit-export-v1');
  }
  const { firstIndex, endIndex, treeSize, from, to } = header;
  const isText = [header.tenantId, header.checkpoint].every((value) => typeof value === 'string');
  const isTimes = [from, to].every((time) => time === null || TIME_FORM.test(time));
  if (!isText || !isTimes) throw new Fault('the header has a value of another kind than it should have');
  const places = [0, firstIndex, endIndex, treeSize];
  if (!places.every((place, at) => Number.isSafeInteger(place) && place >= (places[at - 1] ?? 0))) {
    throw new Fault('the header says no range of a tree: 0, firstIndex, endIndex and treeSize do not ascend');
  }
  // Else what tells of an erasure could be left off, and anything passed off as erased.
  if (to === null && endIndex !== treeSize) {
    throw new Fault(`the header names no end, and stops at ${endIndex} of ${treeSize} entries`);
  }
  const before = subtreesWithHashes(0, firstIndex, header.before);
  const after = subtreesWithHashes(endIndex, treeSize, header.after);
  if (before === undefined || after === undefined) {
    throw new Fault('the header does not have the hashes that lie before and after its entries');
  }
  return { ...header, before, after };
}

function subtreesWithHashes(from, to, hashes) {
  const subtrees = subtreesOf(from, to);
  if (!Array.isArray(hashes) || hashes.length !== subtrees.length) return undefined;
  const pairs = subtrees.map((subtree, place) => ({ subtree, hash: hashOf(hashes[place]) }));
  return pairs.every(({ hash }) => hash !== undefined) ? pairs : undefined;
}

// ---------------------------------------------------------------------------------------------------------------------
// Its entries

const LINE_NAMES = ['index', 'leafHash', 'salt', 'entry', 'erasedBy'];
const ENTRY_NAMES = [
  ...['format', 'id', 'tenantId', 'action', 'actor', 'resource', 'traceId', 'network'],
  ...['before', 'after', 'contentDigest', 'createdAt'],
];
/** What an erasure takes from an entry, beside its salt. */
const ERASED_NAMES = ['before', 'after', 'contentDigest'];

/** Whether every index of the header's range is there, once, in its place. */
class Sequence {
  gaps = [];
  /** Whether the leaves came so that the tree over them could be computed. */
  isWhole = true;

  constructor(first, end, findings) {
    this.first = first;
    this.next = first;
    this.end = end;
    this.findings = findings;
  }

  /** Whether the entry is the next leaf of the tree. */
  take(index, what) {
    if (index === this.next && index < this.end) {
      this.next += 1;
      return true;
    }
    if (index >= this.end || index < this.first) {
      this.findings.fault(
        `${what} was added: the header has numbers from ${this.first} up to ${this.end}, which is not one of them`,
      );
    } else if (index > this.next) {
      this.isWhole = false;
      this.addGap(this.next, index);
      this.next = index + 1;
    } else {
      this.takeLate(index, what);
    }
    return false;
  }

  takeLate(index, what) {
    const gap = this.gaps.find(({ from, to }) => from <= index && index < to);
    if (gap === undefined) return this.findings.fault(`${what} is there twice`);
    this.findings.fault(`${what} is out of order: it comes behind entry ${this.next - 1}`);
    this.gaps.splice(this.gaps.indexOf(gap), 1);
    this.addGap(gap.from, index);
    this.addGap(index + 1, gap.to);
  }

  addGap(from, to) {
    if (from < to) this.gaps.push({ from, to });
    if (this.gaps.length > MAX_GAPS)
      throw new Fault(`over ${MAX_GAPS} entries are missing or out of order; reading stopped`);
  }

  close() {
    if (this.next < this.end) this.isWhole = false;
    for (const { from, to } of this.gaps) this.findings.fault(missing(from, to));
    if (this.next < this.end)
      this.findings.fault(`${missing(this.next, this.end)}: the export was cut off at its end`);
  }
}

function missing(from, to) {
  return to - from === 1 ? `entry ${from} is missing` : `entries ${from} to ${to - 1} are missing`;
}

/** Checks a line by itself. Undefined where it has no place and no leaf hash; else what the other checks need of it. */
function readEntry(line, { header, lineNumber, findings }) {
  const value = objectOf(line);
  if (value === undefined)
    return void findings.fault(`line ${lineNumber} is no JSON object, or one that can be read in two ways`);
  const leafHash = hashOf(value.leafHash);
  const isLine = hasNames(value, LINE_NAMES) && Number.isSafeInteger(value.index) && leafHash !== undefined;
  if (!isLine || !hasNames(value.entry, ENTRY_NAMES)) {
    return void findings.fault(`line ${lineNumber} is no entry: it does not have the fields of one`);
  }
  const { index, entry, erasedBy } = value;
  const what = `entry ${index} (${shown(entry.id)}, ${shown(entry.action)})`;
  if (entry.tenantId !== header.tenantId) {
    findings.fault(`${what} is of another tenant, ${shown(entry.tenantId)}`);
  }
  const isErased = erasedBy !== null;
  const isGenuine = isErased
    ? isErasedRightly(value, what, findings)
    : isLeaf(value, leafHash, what, findings);
  return { index, leafHash, what, entry, salt: bytesOf(value.salt), erasedBy, isErased, isGenuine };
}

function isLeaf({ salt, entry, leafHash }, expected, what, findings) {
  const saltBytes = hashOf(salt);
  if (saltBytes === undefined) {
    findings.fault(`${what} has no salt, and no erasure that took it`);
    return false;
  }
  const computed = sha256(LEAF_PREFIX, saltBytes, canonicalJson(entry));
  if (computed.equals(expected)) return true;
  findings.fault(
    `${what} was changed: entry and salt give the leaf hash ${computed.toString('base64')}, the export says ${leafHash}`,
  );
  return false;
}

/** What an erased entry still says can't be checked: only that its leaf hash is in the tree, and in the erasure's count. */
function isErasedRightly({ salt, entry, erasedBy }, what, findings) {
  if (typeof erasedBy !== 'string' || !/^erasure_[0-9a-z]{26}$/.test(erasedBy)) {
    findings.fault(`${what} names no erasure: ${shown(erasedBy)}`);
    return false;
  }
  const left = ERASED_NAMES.filter((name) => entry[name] !== null);
  if (salt !== null) left.push('salt');
  if (left.length === 0) return true;
  findings.fault(`${what} is said to be erased, but has ${left.join(', ')}`);
  return false;
}

// ---------------------------------------------------------------------------------------------------------------------
// Erasures: without them, "erased" would be a word to hide a change behind

/**
 * Each erasure writes an entry `erasure.completed` that commits to the leaves that it blanked: how many, and SHA-256
 * over their leaf hashes in ascending order. That entry is a leaf like any other, so it can't be written afterwards.
 */
class Erasures {
  /** The leaf hashes that each erasure is said to have blanked. */
  blanked = new Map();
  /** What each erasure's own entry says. */
  told = new Map();
  askedFor = new Set();
  count = 0;

  see({ entry, leafHash, erasedBy, isErased, isGenuine }, findings) {
    if (!isGenuine) return;
    if (isErased) this.seeBlanked(erasedBy, leafHash);
    else if (entry.action === 'erasure.requested') this.askedFor.add(entry.resource);
    else if (entry.action === 'erasure.completed') this.seeTold(entry, findings);
  }

  seeTold({ resource, after }, findings) {
    if (this.told.has(resource)) findings.fault(`${shown(resource)} has two entries erasure.completed`);
    const { count, digest } = after?.erasedLeaves ?? {};
    this.told.set(resource, { count: Number.isSafeInteger(count) ? count : undefined, digest });
  }

  seeBlanked(erasure, leafHash) {
    this.count += 1;
    if (this.count > MAX_ERASED) throw new NotVerified(`the export has over ${MAX_ERASED} erased entries`);
    if (!this.blanked.has(erasure)) this.blanked.set(erasure, []);
    // One character for each byte, so that strings sort as the bytes do.
    this.blanked.get(erasure).push(leafHash.toString('latin1'));
  }

  close(header, findings) {
    for (const erasure of new Set([...this.blanked.keys(), ...this.told.keys()])) {
      const hashes = this.blanked.get(erasure) ?? [];
      const blanked = `${hashes.length} of the entries are said to be erased by ${shown(erasure)}`;
      if (this.told.has(erasure)) this.compare(erasure, hashes, { blanked, header, findings });
      else this.findUntold(erasure, { blanked, header, findings });
    }
  }

  compare(erasure, hashes, { blanked, header, findings }) {
    const { count, digest } = this.told.get(erasure);
    const isAll = header.firstIndex === 0 && header.endIndex === header.treeSize;
    if (hashes.length < count && !isAll) {
      if (hashes.length === 0) return;
      findings.notes.push(
        `${blanked}, which blanked ${count}: as long as the others are not here, nobody can tell whether these are rightly so`,
      );
    } else if (hashes.length !== count || digestOf(hashes) !== digest) {
      findings.fault(
        `${blanked}, but they are not the ${count ?? 'nothing'} that its entry erasure.completed tells of`,
      );
    }
  }

  findUntold(erasure, { blanked, header, findings }) {
    if (header.endIndex < header.treeSize) {
      findings.open.push(
        `${blanked}, and what tells of it may lie behind the end of this export: export up to the end of the tree`,
      );
    } else if (this.askedFor.has(erasure)) {
      findings.open.push(`${blanked}, which was asked for and is not completed: export again when it is`);
    } else {
      findings.fault(
        `${blanked}, but no entry erasure.completed tells of it (one of the last seconds would be in a later export)`,
      );
    }
  }
}

function digestOf(hashes) {
  const hash = createHash('sha256');
  for (const leafHash of hashes.sort()) hash.update(Buffer.from(leafHash, 'latin1'));
  return hash.digest('base64');
}

// ---------------------------------------------------------------------------------------------------------------------
// Evaluations: what an entry says of a decision is a digest; the decision itself is another file

/** What the answer of the API has, or the line of an archive, and the digest doesn't. */
const NOT_CONTENT = ['receipt', 'review', 'outcome', 'durationMs', 'transaction'];

/** Remembers the digest of every decision of the export, for as many as it has. */
class Decisions {
  entries = new Map();
  counts = { checked: 0, erased: 0, withoutEntry: 0 };

  see({ entry, salt, leafHash, isErased, isGenuine, what }, findings) {
    if (!isGenuine || entry.action !== 'evaluation.decided') return;
    if (this.entries.has(entry.resource)) {
      findings.fault(`${what} is the second one of ${shown(entry.resource)}: a decision is made once`);
    }
    this.entries.set(entry.resource, { salt, leafHash, isErased, digest: entry.contentDigest });
  }

  async check(stream, findings) {
    let lineNumber = 0;
    for await (const line of linesOf(stream)) {
      lineNumber += 1;
      if (isBlank(line)) continue;
      const evaluation = objectOf(line);
      if (typeof evaluation?.id !== 'string') findings.fault(`line ${lineNumber} of the evaluations is none`);
      else this.checkOne(evaluation, findings);
    }
    if (this.counts.withoutEntry > 0) {
      findings.notes.push(
        `${this.counts.withoutEntry} of the evaluations have no entry in this export that could be checked`,
      );
    }
  }

  checkOne(evaluation, findings) {
    const what = `evaluation ${shown(evaluation.id)}`;
    const decided = this.entries.get(evaluation.id);
    if (decided === undefined) {
      this.counts.withoutEntry += 1;
      return;
    }
    const { leafHash, salt = null } = evaluation.receipt ?? {};
    if (leafHash !== undefined && leafHash !== decided.leafHash.toString('base64')) {
      findings.fault(`${what} has a receipt for another leaf than that of its entry`);
    } else if (decided.isErased) {
      this.counts.erased += 1;
    } else if (salt !== null && salt !== decided.salt.toString('base64')) {
      findings.fault(`${what} has a receipt with another salt than that of its entry`);
    } else if (contentDigest(evaluation, decided.salt) !== decided.digest) {
      findings.fault(`${what} was changed: it does not have the digest that its entry has`);
    } else {
      this.counts.checked += 1;
    }
  }
}

function contentDigest(evaluation, salt) {
  const content = Object.fromEntries(
    Object.entries(evaluation).filter(([name]) => !NOT_CONTENT.includes(name)),
  );
  return createHmac('sha256', salt).update(canonicalJson(content)).digest('base64');
}

// ---------------------------------------------------------------------------------------------------------------------
// All of it

/**
 * Checks an export against a checkpoint and keys that its reader kept.
 * `lines` and `evaluations` are streams of bytes; the others are the text of their files.
 */
export async function verifyAudit({ lines, checkpoint, jwks, consistency, evaluations }) {
  const findings = new Findings();
  const summary = {};
  try {
    await checkAll({ lines, checkpoint, jwks, consistency, evaluations }, findings, summary);
  } catch (error) {
    if (error instanceof Fault) findings.fault(error.message);
    else if (error instanceof NotVerified) findings.open.push(error.message);
    else throw error;
  }
  return { ...findings, summary };
}

async function checkAll(files, findings, summary) {
  const keys = keysOf(files.jwks);
  const kept = readCheckpoint(files.checkpoint, keys);
  if (kept.fault !== undefined) findings.fault(`the checkpoint file ${kept.fault}`);

  const source = linesOf(files.lines);
  const header = readHeader((await source.next()).value);
  const sealed = readCheckpoint(header.checkpoint, keys);
  if (sealed.fault !== undefined) findings.fault(`the checkpoint in the export ${sealed.fault}`);
  else checkOrigin(header, sealed, kept, findings);

  const decisions = files.evaluations === undefined ? undefined : new Decisions();
  const read = await readEntries(source, { header, kept, decisions, findings });
  if (sealed.fault === undefined) {
    checkRoot(read, sealed, findings);
    if (kept.fault === undefined) checkKept({ read, sealed, kept, consistency: files.consistency }, findings);
  }
  if (decisions !== undefined) await decisions.check(files.evaluations, findings);
  Object.assign(summary, { header, sealed, kept, ...read, evaluations: decisions?.counts });
}

/** What is genuine is this part: of the rest nothing but its hashes is here. */
function noteRest({ firstIndex, endIndex, treeSize }, findings) {
  if (firstIndex > 0) findings.notes.push(`the entries before number ${firstIndex} are not in this export`);
  if (endIndex < treeSize)
    findings.notes.push(`the entries from number ${endIndex} on are not in this export`);
}

function checkOrigin(header, sealed, kept, findings) {
  if (!sealed.origin.endsWith(`/${header.tenantId}`)) {
    findings.fault(
      `the export is of ${shown(header.tenantId)}, but its checkpoint of ${shown(sealed.origin)}`,
    );
  }
  if (sealed.size !== header.treeSize) {
    findings.fault(
      `the header says that the tree has ${header.treeSize} entries, its signed checkpoint says ${sealed.size}`,
    );
  }
  if (kept.fault === undefined && kept.origin !== sealed.origin) {
    findings.fault(
      `the checkpoint file is of another log, ${shown(kept.origin)}, than the export, ${shown(sealed.origin)}`,
    );
  }
}

/** Reads the entries, puts their leaves into the tree, and keeps its root at the size that the kept checkpoint has. */
async function readEntries(source, { header, kept, decisions, findings }) {
  const { firstIndex, endIndex, before, after } = header;
  const [tree, erasures] = [new Tree(), new Erasures()];
  const sequence = new Sequence(firstIndex, endIndex, findings);
  const read = { rootAtKept: undefined, count: 0, erasedCount: 0, firstTime: undefined, lastTime: undefined };
  const lookAtRoot = (size) => {
    if (size === kept.size) read.rootAtKept = tree.root();
  };
  const grow = (subtree, hash) => {
    tree.add(subtree, hash);
    lookAtRoot((subtree.index + 1) * 2 ** subtree.level);
  };

  lookAtRoot(0);
  for (const { subtree, hash } of before) grow(subtree, hash);
  let lineNumber = 1;
  for await (const line of source) {
    lineNumber += 1;
    if (isBlank(line)) continue;
    const found = readEntry(line, { header, lineNumber, findings });
    if (found === undefined) continue;
    read.count += 1;
    if (sequence.take(found.index, found.what) && sequence.isWhole) {
      grow({ level: 0, index: found.index }, found.leafHash);
    }
    erasures.see(found, findings);
    decisions?.see(found, findings);
    if (found.isGenuine && !found.isErased) noteTime(read, found.entry.createdAt);
  }
  sequence.close();
  erasures.close(header, findings);
  noteRest(header, findings);
  if (!sequence.isWhole) return { ...read, rootAtKept: undefined, erasedCount: erasures.count };
  for (const { subtree, hash } of after) grow(subtree, hash);
  return { ...read, root: tree.root(), erasedCount: erasures.count };
}

/** Times of one form, which sort as text. */
function noteTime(read, time) {
  if (read.firstTime === undefined || time < read.firstTime) read.firstTime = time;
  if (read.lastTime === undefined || time > read.lastTime) read.lastTime = time;
}

function checkRoot({ root }, sealed, findings) {
  if (root === undefined) {
    findings.notes.push('the root of the tree was not computed, since entries are missing or out of order');
  } else if (!root.equals(sealed.root)) {
    findings.fault(
      `the entries are not those of the signed tree: their root is ${root.toString('base64')}, the checkpoint says ` +
        `${sealed.root.toString('base64')}; an entry was changed with its leaf hash, added, taken out or moved`,
    );
  }
}

/** The two checkpoints have to be of one tree: equal at one size, or the smaller the beginning of the larger. */
function checkKept({ read, sealed, kept, consistency }, findings) {
  const differs = `at ${kept.size} entries the checkpoint file has another root than the export: there are two histories`;
  if (kept.size === sealed.size) {
    if (!kept.root.equals(sealed.root)) findings.fault(differs);
    return;
  }
  if (read.root === undefined) return;
  if (read.rootAtKept !== undefined) {
    if (!kept.root.equals(read.rootAtKept)) findings.fault(differs);
    return;
  }
  const [older, newer] = kept.size < sealed.size ? [kept, sealed] : [sealed, kept];
  const needed = `GET /v1/audit/consistency?from=${older.size}&to=${newer.size}`;
  if (consistency === undefined) {
    findings.open.push(
      `the checkpoint file is of ${kept.size} entries, the export of ${sealed.size}: pass the answer of ${needed} as --consistency`,
    );
    return;
  }
  const proof = parsed(consistency);
  const hashes = Array.isArray(proof?.hashes) ? proof.hashes.map(hashOf) : [undefined];
  if (proof?.from !== older.size || proof.to !== newer.size || hashes.length > 2 * 53) {
    findings.open.push(`the consistency file is not the answer of ${needed}`);
    return;
  }
  const sizes = { from: older.size, to: newer.size, fromRoot: older.root, toRoot: newer.root };
  if (hashes.includes(undefined) || !isConsistent({ ...sizes, hashes })) {
    findings.fault(
      `the tree of ${newer.size} entries does not begin with the one of ${older.size}, or the consistency proof is none`,
    );
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// At the terminal

const GENUINE = 'GENUINE: every entry is as it was sealed';

export function report({ faults, faultCount, notes, open, summary }) {
  const lines = [];
  if (faultCount > 0) lines.push(`NOT GENUINE: ${faultCount} ${faultCount === 1 ? 'fault' : 'faults'}`);
  for (const fault of faults) lines.push(`  - ${fault}`);
  if (faultCount > faults.length) lines.push(`  - and ${faultCount - faults.length} more`);
  if (faultCount === 0 && open.length > 0) lines.push('NOT VERIFIED');
  for (const sentence of open) lines.push(`  - ${sentence}`);
  if (faultCount === 0 && open.length === 0) lines.push(GENUINE, ...summaryLines(summary));
  for (const note of notes) lines.push(`note: ${note}`);
  return `${lines.join('\n')}\n`;
}

function summaryLines({ header, sealed, kept, count, erasedCount, firstTime, lastTime, evaluations }) {
  const range = count === 0 ? '' : `, numbers ${header.firstIndex} to ${header.endIndex - 1}`;
  const lines = [
    `  tenant       ${shown(header.tenantId)}`,
    `  entries      ${count}${range}, ${erasedCount} of them erased`,
    `  written      ${firstTime === undefined ? '-' : `${shown(firstTime)} to ${shown(lastTime)}`}`,
    `  tree         ${sealed.size} entries, root ${sealed.root.toString('base64')}`,
    `  signed by    ${shown(sealed.kid)} (key id ${sealed.keyId}) for ${shown(sealed.origin)}`,
    `  checkpoint   ${kept.size} entries, signed by ${shown(kept.kid)}: of the same tree`,
  ];
  if (evaluations !== undefined) {
    lines.push(`  evaluations  ${evaluations.checked} as they were decided, ${evaluations.erased} erased`);
  }
  return lines;
}

export function exitCode({ faultCount, open }) {
  if (faultCount > 0) return 1;
  return open.length > 0 ? 2 : 0;
}

function readSmallFile(path) {
  if (statSync(path).size > MAX_FILE_BYTES) throw new NotVerified(`${path} has over ${MAX_FILE_BYTES} bytes`);
  return utf8.decode(readFileSync(path));
}

/** Opened when it is read, so that one that can't be is told of. */
async function* piecesOf(path) {
  yield* createReadStream(path);
}

async function main(argv) {
  const files = {
    checkpoint: { type: 'string' },
    jwks: { type: 'string' },
    consistency: { type: 'string' },
    evaluations: { type: 'string' },
  };
  const { values, positionals } = parseArgs({ args: argv, options: files, allowPositionals: true });
  const isComplete = positionals.length === 1 && values.checkpoint !== undefined && values.jwks !== undefined;
  if (!isComplete) throw new NotVerified(USAGE);
  const [path] = positionals;
  const result = await verifyAudit({
    checkpoint: readSmallFile(values.checkpoint),
    jwks: readSmallFile(values.jwks),
    consistency: values.consistency === undefined ? undefined : readSmallFile(values.consistency),
    lines: path === '-' ? process.stdin : piecesOf(path),
    evaluations: values.evaluations === undefined ? undefined : piecesOf(values.evaluations),
  });
  process.exitCode = exitCode(result);
  process.stdout.write(report(result));
}

function isRunAsProgram() {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
}

if (isRunAsProgram()) {
  // Who reads only the first lines of the report closes the pipe; the exit code stands all the same.
  process.stdout.on('error', () => process.exit());
  main(process.argv.slice(2)).catch((error) => {
    process.exitCode = 2;
    process.stderr.write(
      error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${USAGE}\n` : `${error.message}\n`,
    );
  });
}
