import { once } from 'node:events';
import { toTenantId } from '@libs/database/tenant-id';
import { newUuid } from '@libs/ids/typeid';
import { CompactRange } from '@libs/merkle-log/compact-range';
import { leafHash } from '@libs/merkle-log/leaf-hash';
import { AuditStreams } from '../../src/audit/export/audit-streams';
import type { AuditExportHeader, AuditExportLine } from '../../src/audit/export/audit-export.types';
import { uuidOfTenant } from '../evaluation/books';
import { evaluateInTurn } from '../evaluation/evaluated';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { checkpointOver, onceAllSealed, publishedKeys, refusalOf, verifiedCheckpoint } from './audit-steps';

interface Export {
  readonly header: AuditExportHeader;
  readonly lines: readonly AuditExportLine[];
}

const EVALUATIONS = 40;

describe('GET /v1/audit/export', () => {
  let api: TestApi;
  let customer: Customer;
  let keys: readonly Buffer[];
  beforeAll(async () => {
    api = await startTestApi();
    keys = await publishedKeys(api.url);
    customer = await signUp(api.url);
    await evaluateInTurn(
      customer,
      Array.from({ length: EVALUATIONS }, () => aTransaction()),
    );
    await onceAllSealed(api.database);
  });
  afterAll(() => api.stop());

  async function exported(query = ''): Promise<Export> {
    const response = await fetch(`${api.url}/v1/audit/export${query}`, {
      headers: { Authorization: `Bearer ${customer.key}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const [header, ...lines] = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    return { header: header as AuditExportHeader, lines: lines as AuditExportLine[] };
  }

  /** The root over what the export shows, as somebody else computes it. */
  function rootOf({ header, lines }: Export): Buffer {
    const leaves = lines.map((line) => Buffer.from(line.leafHash, 'base64'));
    const range = CompactRange.from(
      header.firstIndex,
      header.before.map((hash) => Buffer.from(hash, 'base64')),
    );
    for (const leaf of leaves) range.append(leaf);
    // Hashes on the right are of subtrees that grow smaller from the middle on; here there are none.
    expect(header.after).toEqual([]);
    return range.root();
  }

  it('holds every entry in the order of the tree, each with what its leaf is made of', async () => {
    const whole = await exported();
    const { header, lines } = whole;
    expect(header).toMatchObject({
      firstIndex: 0,
      endIndex: header.treeSize,
      before: [],
      from: null,
      to: null,
    });
    expect(lines.map(({ index }) => index)).toEqual(lines.map((_, index) => index));
    for (const line of lines) {
      const salt = Buffer.from(line.salt ?? '', 'base64');
      expect(leafHash(line.entry, salt).toString('base64')).toBe(line.leafHash);
    }
    expect(rootOf(whole)).toEqual(verifiedCheckpoint(header.checkpoint, keys).root);
    expect(lines.filter(({ entry }) => entry.action === 'evaluation.decided')).toHaveLength(EVALUATIONS);
  });

  it('of a time begins and ends there, and still comes to the root', async () => {
    const { lines } = await exported();
    const from = lines[10]?.entry.createdAt ?? '';
    const part = await exported(`?from=${from}`);
    expect(part.header.firstIndex).toBeLessThanOrEqual(10);
    expect(part.header.firstIndex).toBeGreaterThan(0);
    expect(part.lines.length).toBe(part.header.endIndex - part.header.firstIndex);
    expect(rootOf(part)).toEqual(verifiedCheckpoint(part.header.checkpoint, keys).root);
    const upTo = await exported(`?to=${from}`);
    expect(upTo.lines.every(({ entry }) => entry.createdAt < from)).toBe(true);
    expect(upTo.header.endIndex).toBe(upTo.lines.length);
    expect(upTo.header.after.length).toBeGreaterThan(0);
  });

  it('of a time without entries has a header and no line', async () => {
    const { header, lines } = await exported('?from=2100-01-01T00:00:00.000Z');
    expect(lines).toEqual([]);
    expect(header.firstIndex).toBe(header.treeSize);
    expect(await exported('?to=2001-01-01T00:00:00.000Z')).toMatchObject({
      header: { firstIndex: 0, endIndex: 0 },
      lines: [],
    });
  });

  it('is an entry itself', async () => {
    await exported('?from=2026-01-01T00:00:00.000Z');
    const { body } = await customer.get('/v1/audit/entries?action=audit.exported&limit=1');
    expect(body.data[0]).toMatchObject({
      resource: customer.tenantId,
      after: { from: '2026-01-01T00:00:00.000Z', to: null, firstIndex: 0 },
    });
  });

  it('refuses a time that ends before it begins', async () => {
    const refused = await customer.get(
      '/v1/audit/export?from=2026-01-02T00:00:00.000Z&to=2026-01-01T00:00:00.000Z',
    );
    expect(refusalOf(refused)).toEqual([422, 'validation_failed']);
  });

  it('is given to two at a time, and to another when one has ended', async () => {
    const streams = api.app.get(AuditStreams, { strict: false });
    const tenantId = toTenantId(uuidOfTenant(customer.tenantId));
    const caller = {
      ...{ tenantId, keyId: newUuid(Date.now()), scopes: [], mode: 'live' as const },
      ...{
        origin: { traceId: '0'.repeat(32), network: null },
        keyDigest: Buffer.alloc(32),
        boundAgentId: null,
      },
    };
    const [one, other] = [await streams.open(caller, {}), await streams.open(caller, {})];
    await expect(streams.open(caller, {})).rejects.toThrow('rate_limited');
    expect(refusalOf(await customer.get('/v1/audit/export'))).toEqual([429, 'rate_limited']);
    one.destroy();
    await once(one, 'close');
    expect((await exported()).lines.length).toBeGreaterThan(EVALUATIONS);
    other.destroy();
  });

  it('begins behind the months that are gone', async () => {
    const before = await exported();
    // The first 20 entries go as with their month.
    await api.database.query(
      `with gone as (delete from audit_leaves where index < 20 and tenant_id = (select tenant_id from evaluations limit 1) returning entry_id)
       delete from audit_entries using gone where id = entry_id`,
    );
    const { header, lines } = await exported();
    expect(header.firstIndex).toBe(20);
    expect(lines.slice(0, 5)).toEqual(before.lines.slice(20, 25));
    const later = await checkpointOver(customer, keys, header.treeSize + 1);
    const again = await exported();
    expect(rootOf(again)).toEqual(verifiedCheckpoint(again.header.checkpoint, keys).root);
    expect(again.header.treeSize).toBeGreaterThanOrEqual(later.size);
  });
});
