import type { Server } from 'node:http';
import type { Logger } from '@libs/logging/logger';
import { Problem } from './problem';
import { answerRaw } from './raw-answer';
import { traceIdOf } from './trace';

/** We are no proxy. Node gives CONNECT to nobody: without this it closes the connection and says nothing. */
export function refuseConnect(
  server: Server,
  { publicUrl, logger }: { publicUrl: string; logger: Logger },
): void {
  server.on('connect', (request, socket) => {
    const problem = new Problem('method_not_allowed', 'This is no proxy.', {
      headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' },
    });
    const traceId = traceIdOf(request);
    logger.info({ traceId, problem: problem.code, method: 'CONNECT' }, 'refused');
    socket.on('error', () => socket.destroy());
    answerRaw(socket, problem, { publicUrl, traceId });
  });
}
