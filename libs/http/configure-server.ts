import type { Server } from 'node:http';
import type { Logger } from '@libs/logging/logger';
import { answerClientErrors } from './client-error';
import { refuseConnect } from './connect-refusal';

/** The times, limits and last answers of a server that hands its requests to an application. */
export function configureServer(
  server: Server,
  options: { readonly publicUrl: string; readonly logger: Logger },
): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  server.timeout = 120_000;
  // Options of createServer, which Nest does not pass on and Node reads from the server. How often the two
  // timeouts are looked at; and a missing Host is ours to answer, so that the answer has our headers.
  Object.assign(server, { connectionsCheckingInterval: 1000, requireHostHeader: false });
  // Node would drop in silence what comes after the 2,000th. All together are 16 KiB at most.
  server.maxHeadersCount = 0;
  // The body is asked for where it is read, not before; an expectation we do not know may be ignored
  // (RFC 9110 section 10.1.1), where Node would answer 417 without our headers.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  refuseConnect(server, options);
  closeBehindAnswers(server);
  answerClientErrors(server, options);
}

/** A server that stops listening closes the connections that are idle then; those that become idle later are ours to close. */
function closeBehindAnswers(server: Server): void {
  server.prependListener('request', (_request, response) => {
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
  });
}
