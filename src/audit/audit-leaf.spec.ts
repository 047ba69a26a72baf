import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@libs/merkle-log/canonical-json';
import { contentDigest } from '@libs/merkle-log/leaf-hash';
import { parseId } from '@libs/ids/typeid';
import { auditLeafContent, auditLeafHash } from './audit-leaf';
import type { ActorType, AuditAction } from './audit.types';

interface DocumentedEvaluation {
  readonly receipt: { readonly leafHash: string; readonly salt: string };
}

interface DocumentedEntry {
  readonly id: string;
  readonly tenantId: string;
  readonly action: AuditAction;
  readonly actor: { readonly type: ActorType; readonly id: string };
  readonly resource: string;
  readonly traceId: string;
  readonly network: string;
  readonly before: null;
  readonly after: object;
  readonly contentDigest: string;
  readonly createdAt: string;
}

const page = readFileSync(join(__dirname, '../../docs/audit-format.md'), 'utf8');
const [evaluation, entry] = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, json = '']) => JSON.parse(json) as unknown,
) as [DocumentedEvaluation, DocumentedEntry];
const salt = Buffer.from(evaluation.receipt.salt, 'base64');

describe('a customer who follows docs/audit-format.md', () => {
  it('gets the content digest from the evaluation without the fields that come later', () => {
    const later = ['receipt', 'review', 'outcome', 'durationMs'];
    const content = Object.fromEntries(Object.entries(evaluation).filter(([name]) => !later.includes(name)));
    expect(page).toContain(`\n${canonicalJson(content)}\n`);
    expect(contentDigest(content, salt).toString('base64')).toBe(entry.contentDigest);
  });

  it('gets the entry field by field', () => {
    expect(auditLeafContent(rowOf(entry))).toEqual(entry);
    expect(page).toContain(`\n${canonicalJson(entry)}\n`);
  });

  it('gets the leaf of the receipt', () => {
    expect(page).toContain(`\n${salt.toString('hex')}\n`);
    expect(auditLeafHash(rowOf(entry), salt).toString('base64')).toBe(evaluation.receipt.leafHash);
  });
});

describe('the leaf of an entry', () => {
  const row = rowOf(entry);
  const leaf = auditLeafHash(row, salt);

  it.each<Partial<typeof row>>([
    { id: row.tenantId },
    { tenantId: row.id },
    { action: 'key.created' },
    { actorType: 'system' },
    { actorId: null },
    { resourceType: 'policy' },
    { resourceId: row.id },
    { traceId: '0'.repeat(32) },
    { network: null },
    { before: {} },
    { after: null },
    { contentDigest: null },
    { createdAt: new Date(row.createdAt.getTime() + 1) },
  ])('changes with %j', (change) => {
    expect(auditLeafHash({ ...row, ...change }, salt)).not.toEqual(leaf);
  });

  it('changes with the salt', () => {
    expect(auditLeafHash(row, Buffer.alloc(32))).not.toEqual(leaf);
  });
});

/** The row that the documented entry is made of. */
function rowOf(documented: DocumentedEntry): Parameters<typeof auditLeafHash>[0] {
  return {
    id: uuidOf('audit', documented.id),
    tenantId: uuidOf('tenant', documented.tenantId),
    action: documented.action,
    actorType: documented.actor.type,
    actorId: uuidOf('key', documented.actor.id),
    resourceType: 'eval',
    resourceId: uuidOf('eval', documented.resource),
    traceId: documented.traceId,
    network: documented.network,
    before: documented.before,
    after: documented.after,
    contentDigest: Buffer.from(documented.contentDigest, 'base64'),
    createdAt: new Date(documented.createdAt),
  };
}

function uuidOf(...[prefix, id]: Parameters<typeof parseId>): string {
  const uuid = parseId(prefix, id);
  if (uuid === undefined) throw new Error(`${id} is no id of the kind ${prefix}`);
  return uuid;
}
