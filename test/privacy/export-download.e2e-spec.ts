import { createHash, randomBytes } from 'node:crypto';
import { get as httpGet } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKey, askerOf } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { customerWith, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { download, EXPORTS } from './export-steps';
import { plantExport } from './planted-export';

const MIB = 1024 * 1024;
/** Of several lengths, so that no place is one by chance. */
const PIECES = [3 * MIB + 7, 1, 4 * MIB, 1_000].map((bytes) => randomBytes(bytes));
const WHOLE = Buffer.concat(PIECES);
const ETAG = `"${createHash('sha256').update(WHOLE).digest('hex')}"`;

let api: TestApi;
let customer: Customer;
let id: string;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  customer = await signUp(api.url);
  id = await plantExport({ database: api.database, customer, pieces: PIECES });
});

describe('a download', () => {
  it('is the archive, byte for byte, under a name of its own', async () => {
    const { status, headers, bytes } = await download(api.url, customer, id);
    expect(status).toBe(200);
    expect(bytes.equals(WHOLE)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="trustflow-${id}.zip"`,
      'content-length': String(WHOLE.length),
      'accept-ranges': 'bytes',
      ...{ etag: ETAG, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    });
    const { body } = await customer.get(`${EXPORTS}/${id}`);
    expect(`"${body.sha256}"`).toBe(ETAG);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-3145734', 10, 3 * MIB + 7],
    ['bytes=3145734-3145737', 3 * MIB + 6, 3 * MIB + 10],
    ['bytes=3145735-3145735', 3 * MIB + 7, 3 * MIB + 8],
    ['bytes=5000000-', 5_000_000, WHOLE.length],
    ['bytes=-1500', WHOLE.length - 1_500, WHOLE.length],
    ['bytes=7000000-99999999', 7_000_000, WHOLE.length],
  ])('of %s is those bytes', async (range, start, end) => {
    const { status, headers, bytes } = await download(api.url, customer, id, { Range: range });
    expect(status).toBe(206);
    expect(headers.get('Content-Range')).toBe(`bytes ${start}-${end - 1}/${WHOLE.length}`);
    expect(bytes.length).toBe(end - start);
    expect(bytes.equals(WHOLE.subarray(start, end))).toBe(true);
  });

  it('that broke off goes on from where it was, and comes to the same', async () => {
    const first = await breakOffAfter(2 * MIB);
    expect(first.length).toBeGreaterThanOrEqual(2 * MIB);
    expect(first.length).toBeLessThan(WHOLE.length);
    const rest = await download(api.url, customer, id, { Range: `bytes=${first.length}-`, 'If-Range': ETAG });
    expect(rest.status).toBe(206);
    expect(Buffer.concat([first, rest.bytes]).equals(WHOLE)).toBe(true);
  });

  it('begins anew where If-Range is of another archive, or asks for several ranges', async () => {
    for (const headers of [
      { Range: 'bytes=5-', 'If-Range': '"another"' },
      { Range: 'bytes=0-1,5-6' },
      { Range: 'lines=1-' },
    ]) {
      const { status, bytes } = await download(api.url, customer, id, headers);
      expect([status, bytes.length]).toEqual([200, WHOLE.length]);
    }
  });

  it('of what lies behind the end is refused, with the length', async () => {
    const { status, headers, bytes } = await download(api.url, customer, id, {
      Range: `bytes=${WHOLE.length}-`,
    });
    expect(status).toBe(416);
    expect(headers.get('Content-Range')).toBe(`bytes */${WHOLE.length}`);
    expect(JSON.parse(String(bytes))).toMatchObject({ code: 'range_not_satisfiable' });
  });

  it('by HEAD tells what a GET would, and sends nothing', async () => {
    const { status, headers, bytes } = await download(api.url, customer, id, { method: 'HEAD' });
    expect([status, headers.get('Content-Length'), headers.get('ETag'), bytes.length]).toEqual([
      ...[200, String(WHOLE.length), ETAG, 0],
    ]);
  });

  it('is in the trail once, however many ranges it came in', async () => {
    await download(api.url, customer, id);
    for (const range of ['bytes=0-9', 'bytes=10-']) await download(api.url, customer, id, { Range: range });
    const { id: keyId, secret } = await createKey(askerOf(api.url), customer.key, {
      scopes: ['privacy:read'],
    });
    await download(api.url, customerWith(api.url, secret), id, { Range: 'bytes=0-9' });
    const noted = await api.database.query<{ actor_id: string; action: string }>(
      `select actor_id, action from audit_entries where tenant_id = $1 and action like 'export.%' order by id`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(noted.map(({ action }) => action)).toEqual(['export.downloaded', 'export.downloaded']);
    expect(new Set(noted.map(({ actor_id: actorId }) => actorId)).size).toBe(2);
    expect(keyId).toMatch(/^key_/);
  });

  it('waits for who reads slowly, and is one of two of a tenant', async () => {
    const slow = await Promise.all([beginReading(), beginReading()]);
    // What is on its way fills the connection, and no more is read for it.
    await sleep(100);
    const third = await download(api.url, customer, id);
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('Retry-After'))).toBeGreaterThan(0);
    const stranger = await signUp(api.url);
    const theirs = await plantExport({ database: api.database, customer: stranger });
    expect((await download(api.url, stranger, theirs)).status).toBe(200);
    for (const each of slow) each.destroy();
    let { status } = third;
    for (let tries = 0; tries < 100 && status === 429; tries += 1) {
      await sleep(20);
      ({ status } = await download(api.url, customer, id));
    }
    expect(status).toBe(200);
  });

  it('that nobody reads any more is broken off, and gives its place back', async () => {
    const sockets: Socket[] = [];
    const keep = (socket: Socket): unknown => sockets.push(socket);
    // More than fits between the two ends.
    const pieces = Array.from({ length: 8 }, () => Buffer.alloc(4 * MIB));
    id = await plantExport({ database: api.database, customer, pieces });
    const server = api.app.getHttpServer();
    server.on('connection', keep);
    const stalled = await Promise.all([beginReading(), beginReading()]);
    server.off('connection', keep);
    expect(sockets.map(({ timeout }) => timeout)).toEqual([120_000, 120_000]);
    for (const socket of sockets) socket.setTimeout(100);
    let status = 429;
    for (let tries = 0; tries < 200 && status === 429; tries += 1) {
      await sleep(20);
      ({ status } = await download(api.url, customer, id, { Range: 'bytes=0-9' }));
    }
    expect(status).toBe(206);
    for (const each of stalled) expect((await readOn(each)).isWhole).toBe(false);
  });

  it('breaks off where the archive is destroyed meanwhile: nothing passes as whole', async () => {
    // More than fits between the two ends.
    const pieces = Array.from({ length: 8 }, () => Buffer.alloc(4 * MIB));
    id = await plantExport({ database: api.database, customer, pieces });
    const reading = await beginReading();
    await api.database.query('delete from export_pieces where tenant_id = $1 and number > 7', [
      uuidOfTenant(customer.tenantId),
    ]);
    const { bytes, isWhole } = await readOn(reading);
    expect(isWhole).toBe(false);
    expect(bytes.length).toBeLessThanOrEqual(7 * 4 * MIB);
  });

  function beginReading(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${customer.key}` };
      httpGet(`${api.url}${EXPORTS}/${id}/download`, { headers, agent: false }, resolve).on('error', reject);
    });
  }

  async function breakOffAfter(length: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const reading = await beginReading();
    for await (const chunk of reading) {
      chunks.push(chunk as Buffer);
      if (Buffer.concat(chunks).length >= length) break;
    }
    return Buffer.concat(chunks);
  }
});

async function readOn(reading: IncomingMessage): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of reading) chunks.push(chunk as Buffer);
  } catch {
    return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: reading.complete };
}
