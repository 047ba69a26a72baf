import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from './problem';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem-body';
import type { ProblemScene } from './problem-body';
import { SECURITY_HEADERS } from './security-headers';

/** How long a client that still sends may take to read why it was refused. */
const LINGER_MS = 1000;

/** Answers on a connection for which Node has no response, with the headers of every other answer, and closes it. */
export function answerRaw(socket: Duplex, problem: Problem, scene: ProblemScene): void {
  socket.end(rawAnswer(problem, scene));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function rawAnswer(problem: Problem, scene: ProblemScene): string {
  const body = problemBody(problem, scene);
  const text = JSON.stringify(body);
  const headers = {
    ...SECURITY_HEADERS,
    'trace-id': scene.traceId,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(text),
    date: new Date().toUTCString(),
    connection: 'close',
    ...problem.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${body.status} ${STATUS_CODES[body.status] ?? ''}`, ...lines, '', text].join('\r\n');
}
