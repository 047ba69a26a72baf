import { createHash, createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';
import { formatId } from '@libs/ids/typeid';
import type { IdPrefix } from '@libs/ids/typeid';
import { checkpointText } from '@libs/merkle-log/checkpoint';
import { contentDigest, leafHash } from '@libs/merkle-log/leaf-hash';
import { naiveRoot } from '@libs/merkle-log/naive-tree';
import { consistencyRanges } from '@libs/merkle-log/proofs';
import { noteKeyId, signNote } from '@libs/merkle-log/signed-note';
import { subtreesOf } from '@libs/merkle-log/subtree';
import type { LeafRange } from '@libs/merkle-log/subtree';
import { signingJwk } from '@libs/signing-keys/signing-jwk';

export interface ExportedLine {
  index: number;
  leafHash: string;
  salt: string | null;
  entry: Record<string, unknown>;
  erasedBy: string | null;
}

export interface ExportHeader {
  format: string;
  tenantId: string;
  from: string | null;
  to: string | null;
  firstIndex: number;
  endIndex: number;
  treeSize: number;
  checkpoint: string;
  before: string[];
  after: string[];
}

export interface SampleExport {
  header: ExportHeader;
  lines: ExportedLine[];
}

/** The audit log of a tenant as the service keeps and exports it, without a service. Every byte of it is the same each time. */
export class SampleLog {
  readonly tenantId: string;
  readonly origin: string;
  readonly lines: ExportedLine[] = [];
  readonly evaluations: Record<string, unknown>[] = [];
  private readonly key: { publicKey: Buffer; sign: (message: Uint8Array) => Buffer };

  constructor(private readonly seed = 'sample') {
    this.tenantId = this.id('tenant', 0);
    this.origin = `localhost:3000/${this.tenantId}`;
    this.key = signingKeyOf(seed);
  }

  get jwks(): string {
    const keys = [signingKeyOf('an older one').publicKey, this.key.publicKey].map(signingJwk);
    return JSON.stringify({ keys }, null, 2);
  }

  get kid(): string {
    return signingJwk(this.key.publicKey).kid;
  }

  get keyId(): string {
    return noteKeyId(this.origin, this.key.publicKey).toString('hex');
  }

  id(prefix: IdPrefix, number: number): string {
    const bytes = hash('sha256', `${this.seed} ${prefix} ${number}`);
    return formatId(prefix, bytes.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-7$3-8$4-$5'));
  }

  append(said: { action: string; resource: string; after?: object; content?: object }): void {
    const index = this.lines.length;
    const salt = createHash('sha256').update(`${this.seed} salt ${index}`).digest();
    const entry = {
      format: 'trustflow-leaf-v1',
      id: this.id('audit', index),
      tenantId: this.tenantId,
      action: said.action,
      actor: { type: 'key', id: this.id('key', 0) },
      resource: said.resource,
      traceId: hash('sha256', `trace ${index}`).slice(0, 32),
      network: index % 7 === 0 ? null : '192.0.2.7',
      before: null,
      after: said.after ?? null,
      contentDigest: said.content === undefined ? null : contentDigest(said.content, salt).toString('base64'),
      createdAt: new Date(1_795_341_600_000 + index * 1_003).toISOString(),
    };
    const encoded = leafHash(entry, salt).toString('base64');
    this.lines.push({ index, leafHash: encoded, salt: salt.toString('base64'), entry, erasedBy: null });
  }

  appendDecisions(count: number): void {
    for (let number = 0; number < count; number += 1) this.appendDecision();
  }

  appendChange(): void {
    const after = { name: 'Ünïcode €🙂', weights: { velocity: 12.5, 10: 1e-7, 9: 0.1 }, rules: [] };
    this.append({ action: 'policy.created', resource: this.id('policy', this.lines.length), after });
  }

  /** Blanks entries as an erasure does, and tells of it. Returns the erasure's id. */
  erase(indices: readonly number[], isCompleted = true): string {
    const erasure = this.id('erasure', this.lines.length);
    this.append({ action: 'erasure.requested', resource: erasure, after: { subjectKind: 'customer' } });
    const blanked = indices.map((index) => this.lines[index]).filter((line) => line !== undefined);
    for (const line of blanked) blank(line, erasure);
    const leaves = blanked
      .map((line) => Buffer.from(line.leafHash, 'base64'))
      .sort((one, other) => one.compare(other));
    const digest = createHash('sha256').update(Buffer.concat(leaves)).digest('base64');
    const after = {
      subjectKind: 'customer',
      counts: { evaluations: leaves.length },
      erasedLeaves: { count: leaves.length, digest },
    };
    if (isCompleted) this.append({ action: 'erasure.completed', resource: erasure, after });
    return erasure;
  }

  checkpoint(size = this.lines.length, root = this.rootAt(size)): string {
    const text = checkpointText({ origin: this.origin, size, root });
    return signNote({ ...this.key, name: this.origin, text });
  }

  rootAt(size: number): Buffer {
    return this.rootOf({ from: 0, to: size });
  }

  consistency(from: number, to: number): { from: number; to: number; hashes: string[] } {
    const roots = consistencyRanges(from, to).map((range) => this.rootOf(range));
    return { from, to, hashes: roots.map((root) => root.toString('base64')) };
  }

  /** A copy, which may be changed. */
  export({ from, to, treeSize }: Partial<LeafRange & { treeSize: number }> = {}): SampleExport {
    const size = treeSize ?? this.lines.length;
    const range = { from: from ?? 0, to: to ?? size };
    const header = {
      format: 'trustflow-audit-export-v1',
      tenantId: this.tenantId,
      from: null,
      to: range.to < size ? '2030-01-01T00:00:00.000Z' : null,
      firstIndex: range.from,
      endIndex: range.to,
      treeSize: size,
      checkpoint: this.checkpoint(size),
      before: this.subtreeHashes({ from: 0, to: range.from }),
      after: this.subtreeHashes({ from: range.to, to: size }),
    };
    return structuredClone({ header, lines: this.lines.slice(range.from, range.to) });
  }

  private appendDecision(): void {
    const number = this.lines.length;
    const content = {
      id: this.id('eval', number),
      transactionId: `order-${number}`,
      decision: number % 9 === 0 ? 'block' : 'allow',
      score: number % 101,
      factors: [{ code: 'new_device', points: 12.5, reason: 'Schöne Grüße 🙂' }],
    };
    const after = { decision: content.decision, score: content.score };
    this.append({ action: 'evaluation.decided', resource: content.id, after, content });
    const { leafHash: encoded, salt } = this.lines[number] ?? {};
    const receipt = { leafHash: encoded, salt, format: 'trustflow-leaf-v1' };
    this.evaluations.push({
      ...content,
      review: null,
      outcome: { kind: 'legitimate' },
      receipt,
      durationMs: 4.2,
    });
  }

  private subtreeHashes(range: LeafRange): string[] {
    return subtreesOf(range).map(({ level, index }) => {
      const width = 2 ** level;
      return this.rootOf({ from: index * width, to: (index + 1) * width }).toString('base64');
    });
  }

  private rootOf({ from, to }: LeafRange): Buffer {
    return naiveRoot(this.lines.slice(from, to).map((line) => Buffer.from(line.leafHash, 'base64')));
  }
}

/** 303 entries: decisions, a change of configuration at 150, and an erasure of `ERASED` that ends at 292. */
export function sampleLog(seed?: string): SampleLog {
  const log = new SampleLog(seed);
  log.appendDecisions(150);
  log.appendChange();
  log.appendDecisions(140);
  log.erase(ERASED);
  log.appendDecisions(10);
  return log;
}

export const ERASED = [3, 40, 41, 200, 260];

/** As the service writes it. */
export function exportText({ header, lines }: SampleExport): string {
  return [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What a line of the same entry, changed and sealed anew, would look like. */
export function resealed(line: ExportedLine): ExportedLine {
  const salt = Buffer.from(line.salt ?? '', 'base64');
  return { ...line, leafHash: leafHash(line.entry, salt).toString('base64') };
}

export function blank(line: ExportedLine, erasure: string): void {
  Object.assign(line.entry, { before: null, after: null, contentDigest: null });
  line.salt = null;
  line.erasedBy = erasure;
}

function signingKeyOf(seed: string): { publicKey: Buffer; sign: (message: Uint8Array) => Buffer } {
  const secret = createHash('sha256').update(`${seed} key`).digest();
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, sign: (message) => sign(null, message, privateKey) };
}
