import { blank, resealed, sampleLog } from './sample-log';
import type { ExportedLine, ExportHeader, SampleExport } from './sample-log';

const log = sampleLog();
const other = sampleLog('other');
const SIZE = log.lines.length;
const ERASURE = log.lines[40]?.erasedBy ?? '';
const NO_ERASURE = log.id('erasure', 0);

export type Tamper = (sample: SampleExport) => unknown;

/** What somebody may do to an export: by which name, how, and what the verifier has to say of it. */
export const TAMPERINGS: [string, Tamper, string][] = [
  ['a changed field', at(7, ({ entry }) => (entry['network'] = '::1')), `${named(7)} was changed`],
  [
    'a changed field within',
    at(150, ({ entry }) => (entry['after'] = { name: 'x' })),
    `${named(150)} was changed`,
  ],
  ['an additional field', at(7, ({ entry }) => (entry['more'] = 1)), 'line 9 is no entry'],
  ['a field that is gone', at(7, ({ entry }) => delete entry['network']), 'line 9 is no entry'],
  ['a changed salt', at(7, (line) => (line.salt = line8('salt'))), `${named(7)} was changed`],
  [
    'a salt that is gone',
    at(7, (line) => (line.salt = null)),
    `${named(7)} has no salt, and no erasure that took it`,
  ],
  ['a changed leaf hash', at(7, (line) => (line.leafHash = line8('leafHash'))), `${named(7)} was changed`],
  ['a leaf hash that is none', at(7, (line) => (line.leafHash = 'none')), 'line 9 is no entry'],
  ['an entry changed with its leaf hash', at(7, reseal), 'the entries are not those of the signed tree'],
  ['a missing entry', take(7, 1), 'entry 7 is missing'],
  ['a missing first entry', take(0, 1), 'entry 0 is missing'],
  ['missing entries', take(7, 3), 'entries 7 to 9 are missing'],
  [
    'no entries at all',
    take(0, SIZE),
    `entries 0 to ${SIZE - 1} are missing: the export was cut off at its end`,
  ],
  [
    'a tail that was cut off',
    take(SIZE - 3, 3),
    `entries ${SIZE - 3} to ${SIZE - 1} are missing: the export was cut off at its end`,
  ],
  [
    'a missing entry, renumbered',
    both(take(7, 1), renumber),
    `entry ${SIZE - 1} is missing: the export was cut off at its end`,
  ],
  [
    'a missing entry, renumbered in the header as well',
    both(take(7, 1), renumber, resize(SIZE - 1)),
    `the header says that the tree has ${SIZE - 1} entries, its signed checkpoint says ${SIZE}`,
  ],
  ['an added entry', put(SIZE), `${named(7, SIZE)} was added`],
  ['an added entry within, renumbered', both(put(7), renumber), `${named(SIZE - 1, SIZE)} was added`],
  ['an entry that is there twice', put(7), `${named(7)} is there twice`],
  ['two swapped entries', swap(7), `${named(7)} is out of order: it comes behind entry 8`],
  [
    'two swapped entries, renumbered',
    both(swap(7), renumber),
    'the entries are not those of the signed tree',
  ],
  [
    'another size in its header',
    resize(SIZE + 1),
    `the header says that the tree has ${SIZE + 1} entries, its signed checkpoint says ${SIZE}`,
  ],
  [
    'a size that is smaller than the range',
    inHeader((header) => (header.treeSize -= 1)),
    'treeSize do not ascend',
  ],
  [
    'an older checkpoint in its header',
    inHeader((header) => (header.checkpoint = log.checkpoint(300))),
    'its signed checkpoint says 300',
  ],
  [
    "another tenant's entry",
    at(7, ({ entry }) => (entry['tenantId'] = other.tenantId)),
    `${named(7)} is of another tenant, ${other.tenantId}`,
  ],
  [
    "another tenant's id in its header",
    inHeader((header) => (header.tenantId = other.tenantId)),
    `the export is of ${other.tenantId}, but its checkpoint of ${log.origin}`,
  ],
  [
    "another tenant's checkpoint",
    inHeader((header) => (header.checkpoint = other.checkpoint())),
    'is signed by a key that the JWKS file does not have',
  ],
  [
    'a checkpoint with another root',
    inHeader((header) => (header.checkpoint = withRootOf(header.checkpoint, other))),
    'the checkpoint in the export has a wrong signature',
  ],
  [
    'an entry blanked by no erasure',
    at(7, (line) => {
      blank(line, NO_ERASURE);
    }),
    `1 of the entries are said to be erased by ${NO_ERASURE}, but no entry erasure.completed tells of it`,
  ],
  [
    'an entry blanked behind an erasure',
    at(7, (line) => {
      blank(line, ERASURE);
    }),
    `6 of the entries are said to be erased by ${ERASURE}, but they are not the 5`,
  ],
  [
    'another entry erased than was',
    exchangeErased,
    `5 of the entries are said to be erased by ${ERASURE}, but they are not the 5`,
  ],
  [
    'an entry that is erased by name only',
    at(7, (line) => (line.erasedBy = ERASURE)),
    `${named(7)} is said to be erased, but has after, contentDigest, salt`,
  ],
  [
    'an entry that is erased by something else',
    at(7, (line) => {
      blank(line, 'me');
    }),
    `${named(7)} names no erasure: me`,
  ],
];

/** How the verifier calls an entry; one that was renumbered has another's number. */
function named(index: number, number = index): string {
  const entry = log.lines[index]?.entry ?? {};
  return `entry ${number} (${String(entry['id'])}, ${String(entry['action'])})`;
}

function at(index: number, change: (line: ExportedLine) => unknown): Tamper {
  return ({ lines }: SampleExport): unknown => {
    const line = lines[index];
    return line === undefined ? undefined : change(line);
  };
}

function inHeader(change: (header: ExportHeader) => unknown): Tamper {
  return ({ header }: SampleExport): unknown => change(header);
}

function both(...tampers: Tamper[]): Tamper {
  return (sample: SampleExport): void => {
    for (const tamper of tampers) tamper(sample);
  };
}

function take(index: number, count: number): Tamper {
  return ({ lines }: SampleExport): unknown => lines.splice(index, count);
}

function put(index: number): Tamper {
  return ({ lines }: SampleExport): unknown =>
    lines.splice(index, 0, ...structuredClone(log.lines.slice(7, 8)).map((line) => ({ ...line, index })));
}

function swap(index: number): Tamper {
  return ({ lines }: SampleExport): unknown =>
    lines.splice(index, 2, ...lines.slice(index, index + 2).reverse());
}

function renumber({ lines }: SampleExport): void {
  for (const [index, line] of lines.entries()) line.index = index;
}

function resize(size: number): Tamper {
  return ({ header }: SampleExport): unknown => Object.assign(header, { treeSize: size, endIndex: size });
}

function reseal(line: ExportedLine): void {
  line.entry['network'] = '::1';
  line.leafHash = resealed(line).leafHash;
}

function line8(member: 'salt' | 'leafHash'): string {
  return log.lines[8]?.[member] ?? '';
}

function withRootOf(checkpoint: string, another: typeof log): string {
  const root = (note: string): string => note.split('\n')[2] ?? '';
  return checkpoint.replace(root(checkpoint), root(another.checkpoint()));
}

/** The leaf 40 is given its neighbour's hash, as if that one had been erased. */
function exchangeErased({ lines }: SampleExport): void {
  const [erased, kept] = [lines[40], lines[42]];
  if (erased !== undefined && kept !== undefined) erased.leafHash = kept.leafHash;
}
