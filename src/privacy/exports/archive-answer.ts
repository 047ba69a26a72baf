import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { byteRangeOf } from '@libs/http/byte-range';
import type { ByteRange } from '@libs/http/byte-range';
import type { Caller } from '@libs/http/caller';
import { formatId } from '@libs/ids/typeid';
import type { Request, Response } from 'express';
import { DownloadSlots } from './download-slots';
import { Downloads } from './downloads';
import type { Archive } from './downloads';
import { rangeNotSatisfiable } from './export.problems';

/** Sends an archive, or a range of it, as fast as the client reads. */
@Injectable()
export class ArchiveAnswer {
  private readonly logger = new Logger(ArchiveAnswer.name);

  constructor(
    private readonly downloads: Downloads,
    private readonly slots: DownloadSlots,
  ) {}

  /** Throws a Problem of 404, 409, 410, 416 or 429. What goes wrong later breaks the connection off. */
  async send(caller: Caller, id: string, { request, response }: Exchange): Promise<void> {
    const archive = await this.downloads.find(caller.tenantId, id);
    const range = rangeOf(request, archive);
    if (range === 'none') throw rangeNotSatisfiable(archive.sizeBytes);
    if (request.method === 'HEAD') {
      writeHead(response, archive, 'all');
      response.end();
      return;
    }
    const giveBack = this.slots.take(caller.tenantId);
    try {
      await this.downloads.note(caller, archive);
      writeHead(response, archive, range);
      const all = { first: 0, last: archive.sizeBytes - 1 };
      await this.stream(
        response,
        this.downloads.bytes(archive, caller.tenantId, range === 'all' ? all : range),
      );
    } finally {
      giveBack();
    }
  }

  /** The status is sent by then: a client learns from the length that something is missing. */
  private async stream(response: Response, bytes: AsyncGenerator<Buffer>): Promise<void> {
    try {
      await pipeline(Readable.from(bytes, { objectMode: false }), response);
    } catch (error) {
      this.logger.warn({ message: 'a download broke off', reason: String(error) });
      response.destroy();
    }
  }
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/** An If-Range that isn't of this archive asks for all of it (RFC 9110 section 13.1.5). */
function rangeOf(request: Request, archive: Archive): ByteRange | 'all' | 'none' {
  const condition = request.get('If-Range');
  if (request.method !== 'GET' || (condition !== undefined && condition !== etagOf(archive))) return 'all';
  return byteRangeOf(request.get('Range'), archive.sizeBytes);
}

function writeHead(response: Response, archive: Archive, range: ByteRange | 'all'): void {
  const { sizeBytes } = archive;
  response.set({
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename="trustflow-${formatId('export', archive.id)}.zip"`,
    'Accept-Ranges': 'bytes',
    ETag: etagOf(archive),
  });
  if (range === 'all') {
    response.status(200).set('Content-Length', String(sizeBytes));
    return;
  }
  const { first, last } = range;
  response.status(206).set({
    'Content-Length': String(last - first + 1),
    'Content-Range': `bytes ${first}-${last}/${sizeBytes}`,
  });
}

function etagOf({ sha256 }: Archive): string {
  return `"${sha256.toString('hex')}"`;
}
