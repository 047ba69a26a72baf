import { Problem } from '@libs/http/problem';
import type { ExportStatus } from './export.types';

export function exportNotFound(): Problem {
  return new Problem('not_found', 'There is no such export.');
}

export function exportUnderWay(): Problem {
  return new Problem('conflict', 'An export is under way. Wait for it: one is made at a time.');
}

export function tooManyExports(limit: number): Problem {
  return new Problem('conflict', `At most ${limit} exports are made within 24 hours.`);
}

export function notCompleted(status: ExportStatus): Problem {
  return new Problem('conflict', `This export is ${status}: there is nothing to download.`);
}

export function exportGone(status: ExportStatus): Problem {
  return new Problem('erased', `This export is ${status}: its archive was deleted. Ask for a new one.`);
}

export function tooManyDownloads(limit: number, retryAfterSeconds: number): Problem {
  return new Problem('rate_limited', `At most ${limit} downloads of a tenant run at a time.`, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}

export function rangeNotSatisfiable(sizeBytes: number): Problem {
  return new Problem('range_not_satisfiable', `The archive has ${sizeBytes} bytes.`, {
    headers: { 'Content-Range': `bytes */${sizeBytes}` },
  });
}
