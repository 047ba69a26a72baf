import type { RawBodyRequest } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem';

const DEFAULT_LIMIT_BYTES = 64 * 1024;
const JSON_IN_UTF_8 = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*"?utf-8"?[ \t]*)?;?$/i;
const NO_BYTES = Buffer.alloc(0);

/**
 * Middleware: reads the body's bytes into `request.rawBody`, which is empty if there is no body. Signatures
 * are checked over these bytes, and nobody else reads from the stream.
 *
 * Refuses a body of another media type than JSON in UTF-8 or with a content coding (415), and one over
 * 64 KiB, or over what `limitBytesByPath` says for the exact path (413). The rest of a body that is refused
 * is read and thrown away, so that its sender gets to read the answer, until the server's request timeout.
 */
export function rawBody(limitBytesByPath: ReadonlyMap<string, number>) {
  return async (request: RawBodyRequest<Request>, response: Response, next: NextFunction): Promise<void> => {
    request.rawBody = NO_BYTES;
    if (hasBody(request)) {
      const limitBytes = limitBytesByPath.get(request.path) ?? DEFAULT_LIMIT_BYTES;
      refuseByHeaders(request, limitBytes);
      if (request.headers.expect?.toLowerCase() === '100-continue') {
        response.writeContinue();
      }
      request.rawBody = await readBytes(request, limitBytes);
    }
    next();
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function refuseByHeaders({ headers }: Request, limitBytes: number): void {
  // Whoever waits for "100 Continue" may or may not send the body now: the connection can't be used again.
  const options = headers.expect === undefined ? {} : { headers: { Connection: 'close' } };
  if (!JSON_IN_UTF_8.test(headers['content-type'] ?? '')) {
    throw new Problem('unsupported_media_type', 'Send the body as application/json in UTF-8.', options);
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    throw new Problem('unsupported_media_type', 'Send the body without a Content-Encoding.', options);
  }
  if (Number(headers['content-length'] ?? 0) > limitBytes) {
    throw bodyTooLarge(limitBytes, options);
  }
}

function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) {
        chunks.push(chunk);
      } else {
        chunks.length = 0;
        reject(bodyTooLarge(limitBytes));
      }
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    const whenCutOff = (): void => {
      if (!request.complete) {
        reject(new Problem('bad_request', 'The body ended too early.'));
      }
    };
    request.once('error', whenCutOff).once('close', whenCutOff);
  });
}

function bodyTooLarge(limitBytes: number, options = {}): Problem {
  return new Problem('body_too_large', `The body may be ${limitBytes / 1024} KiB.`, options);
}
