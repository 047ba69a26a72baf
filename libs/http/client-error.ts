import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@libs/logging/logger';
import { Problem } from './problem';
import type { ProblemScene } from './problem-body';
import { answerRaw } from './raw-answer';
import { MAX_URI_LENGTH, uriTooLong } from './request-head';
import { newTraceId, traceIdOf } from './trace';

interface ClientError extends NodeJS.ErrnoException {
  /** The piece of the stream that the parser stumbled over. */
  rawPacket?: Buffer;
}

const LONG_REQUEST_LINE = new RegExp(`^[A-Z]+ [^ \\r\\n]{${MAX_URI_LENGTH},}`);

/**
 * Answers what Node's HTTP parser refuses before there is a request, as a problem with the headers of every
 * other answer, and closes the connection. A connection on which an answer has begun, or is being made for
 * a request that came whole, is only closed: a second answer would be taken for the first.
 */
export function answerClientErrors(server: Server, options: { publicUrl: string; logger: Logger }): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const answered = new WeakSet<Duplex>();
  server.prependListener('request', (request, response) => {
    latest.set(request.socket, response);
  });
  server.on('clientError', (error: ClientError, socket) => {
    const response = latest.get(socket);
    const problem = problemOf(error);
    if (problem === undefined || answered.has(socket) || !mayAnswer(socket, response)) {
      socket.destroy();
      return;
    }
    answered.add(socket);
    const scene = sceneOf(response, options.publicUrl);
    const { traceId } = scene;
    options.logger.info({ traceId, problem: problem.code, parser: error.code }, 'refused by the parser');
    answerRaw(socket, problem, scene);
  });
}

/** Not if a second answer would be taken for the first. */
function mayAnswer(socket: Duplex, response: ServerResponse | undefined): boolean {
  const isTaken = isUnderWay(response) && (response.headersSent || response.req.complete);
  return socket.writable && !isTaken;
}

/** A request of which the head has come already has its trace id. */
function sceneOf(response: ServerResponse | undefined, publicUrl: string): ProblemScene {
  if (!isUnderWay(response)) {
    return { publicUrl, traceId: newTraceId() };
  }
  const request = response.req;
  return { publicUrl, traceId: traceIdOf(request), ...(request.url !== undefined && { url: request.url }) };
}

/** The request is still arriving, or its answer is still to be sent. */
function isUnderWay(response: ServerResponse | undefined): response is ServerResponse {
  return response !== undefined && !(response.req.complete && response.writableFinished);
}

/** Undefined for what is no fault of the request, as a connection that was reset. */
function problemOf({ code = '', rawPacket }: ClientError): Problem | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return headOverflow(rawPacket?.toString('latin1') ?? '');
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return new Problem('body_too_large', 'The chunk extensions are too large.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem('request_timeout', 'The request took too long to arrive.');
  }
  return code.startsWith('HPE_')
    ? new Problem('bad_request', 'This is not a valid HTTP request.')
    : undefined;
}

/** Tells a long URL from long headers if the request line stands in the piece that overflowed. */
function headOverflow(packet: string): Problem {
  return LONG_REQUEST_LINE.test(packet)
    ? uriTooLong()
    : new Problem('headers_too_large', 'The request line and the headers together may be 16 KiB.');
}
