import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Customer } from '../support/customer';
import { readZip } from '../support/read-zip';

export const EXPORTS = '/v1/privacy/exports';

/** Asks for an export; its id. */
export async function startExport({ post }: Pick<Customer, 'post'>): Promise<string> {
  const { status, body } = await post(EXPORTS, undefined);
  if (status !== 202) throw new Error(`the export was answered ${status}: ${JSON.stringify(body)}`);
  return body.id as string;
}

/** The export as soon as `isSo`. */
export async function exportOnce(
  { get }: Pick<Customer, 'get'>,
  id: string,
  isSo: (body: Answer['body']) => boolean = hasEnded,
): Promise<Answer['body']> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const { status, body } = await get(`${EXPORTS}/${id}`);
    if (status !== 200) throw new Error(`the export was answered ${status}`);
    if (isSo(body)) return body;
    await sleep(20);
  }
  throw new Error('it did not come so far');
}

export const hasEnded = ({ status }: Answer['body']): boolean => !['queued', 'running'].includes(status);

export interface Downloaded {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export async function download(
  url: string,
  { key }: Pick<Customer, 'key'>,
  id: string,
  { method = 'GET', ...headers }: Record<string, string> = {},
): Promise<Downloaded> {
  const response = await fetch(`${url}${EXPORTS}/${id}/download`, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

export type Line = Readonly<Record<string, unknown>>;

/** What an archive holds. */
export interface Opened {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an assertion looks at it
  readonly manifest: any;
  /** The lines of all files of a part, in their order. */
  readonly parts: Readonly<Record<string, Line[]>>;
  /** All of it, as text. */
  readonly text: string;
}

/** Opens an archive, and holds its manifest against it. */
export function openExport(zip: Buffer): Opened {
  const files = readZip(zip);
  const manifest = JSON.parse(String(files.get('manifest.json')));
  files.delete('manifest.json');
  const parts: Record<string, Line[]> = {};
  for (const part of manifest.parts) {
    const contents = (part.files as { name: string }[]).map((file) => takeFile(files, file));
    const lines = Buffer.concat(contents).toString().split('\n').slice(0, -1);
    parts[part.name] = lines.map((line) => JSON.parse(line) as Line);
    expect({ part: part.name, rows: part.rows }).toEqual({ part: part.name, rows: lines.length });
  }
  expect([...files.keys()]).toEqual([]);
  const text = [...readZip(zip).values()].map(String).join('\n');
  return { manifest, parts, text };
}

function takeFile(files: Map<string, Buffer>, told: { name: string; rows?: number }): Buffer {
  const content = files.get(told.name);
  if (content === undefined) throw new Error(`there is no ${told.name}`);
  files.delete(told.name);
  expect(told).toEqual({
    name: told.name,
    rows: content.toString().split('\n').length - 1,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  });
  return content;
}

/** From asking to what is in it. */
export async function exported(
  url: string,
  customer: Pick<Customer, 'key' | 'get' | 'post'>,
): Promise<Opened> {
  const id = await startExport(customer);
  const shown = await exportOnce(customer, id);
  if (shown.status !== 'completed') throw new Error(`the export is ${shown.status}: ${shown.failure}`);
  const { bytes } = await download(url, customer, id);
  return openExport(bytes);
}
