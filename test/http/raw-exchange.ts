import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

const PAUSE_MS = 30;
const PATIENCE_MS = 3000;

/** Sends bytes as they are, piece by piece, over a connection of their own, and reads until the server closes it. */
export async function exchange(port: number, pieces: readonly string[]): Promise<RawAnswer[]> {
  const text = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    socket.on('data', (data) => (received += data.toString('utf8')));
    socket.on('error', finish).on('close', finish);
    pieces.forEach((piece, index) => {
      setTimeout(() => socket.writable && socket.write(piece), index * PAUSE_MS);
    });
  });
  return answersIn(text);
}

function answersIn(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest.startsWith('HTTP/1.1 ');) {
    const headEnd = rest.indexOf('\r\n\r\n');
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n');
    const headers = new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const bodyEnd = headEnd + 4 + Number(headers.get('content-length') ?? 0);
    answers.push({
      status: Number(statusLine.split(' ')[1]),
      headers,
      body: rest.slice(headEnd + 4, bodyEnd),
    });
    rest = rest.slice(bodyEnd);
  }
  return answers;
}
