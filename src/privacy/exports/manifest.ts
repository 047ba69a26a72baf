import { formatId } from '@libs/ids/typeid';
import type { ExportSource } from '@libs/personal-data/export-source';
import { grouped } from '@libs/personal-data/grouped';
import type { Mode } from '../../tenants/tenants.types';
import type { Export } from './export.entity';
import type { ExportedFile } from './export.types';
import { LEFT_OUT } from './left-out';

export const MANIFEST_FORMAT = 'trustflow-export-v1';
export const MANIFEST_NAME = 'manifest.json';

export interface ManifestScene {
  readonly mode: Mode;
  readonly version: string;
  readonly finishedAt: Date;
  readonly sources: readonly ExportSource[];
  readonly files: readonly ExportedFile[];
}

/** What the archive holds, file by file, as docs/exports.md describes it to customers. */
export function manifestOf(row: Export, scene: ManifestScene): object {
  const files = grouped(scene.files, ({ part }) => part);
  const parts = new Map(row.parts.map((part) => [part.name, part]));
  return {
    format: MANIFEST_FORMAT,
    id: formatId('export', row.id),
    tenantId: formatId('tenant', row.tenantId),
    mode: scene.mode,
    version: scene.version,
    requestedAt: row.createdAt.toISOString(),
    finishedAt: scene.finishedAt.toISOString(),
    parts: scene.sources.map(({ name, about }) => ({
      ...{ name, about, rows: parts.get(name)?.rows ?? 0, bytes: parts.get(name)?.bytes ?? 0 },
      files: (files.get(name) ?? []).map(toFile),
    })),
    leftOut: Object.entries(LEFT_OUT).map(([name, reason]) => ({ name, reason })),
  };
}

function toFile({ name, rows, bytes, sha256 }: ExportedFile): object {
  return { name, rows, bytes, sha256 };
}
