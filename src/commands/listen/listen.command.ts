import type { Writable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { SystemClock } from '@libs/clock/clock';
import { verify } from '@libs/webhook-signature/verify';
import { ignoreBrokenPipe } from '../broken-pipe';
import { UsageError } from '../option-values';
import { deliveryLine, deliveryText } from './delivery-line';
import { DeliveryReceiver } from './delivery-receiver';
import type { AnswerBack, Received } from './delivery-receiver';
import { forward } from './forwarding';
import { LISTEN_USAGE, parseListenOptions } from './listen-options';
import type { ListenOptions } from './listen-options';
import { deleteEndpoint, makeEndpoint } from './own-endpoint';

const EXIT = { done: 0, failed: 1, usage: 2 } as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const NO_CONTENT = 204;
const UNAUTHORIZED = 401;

export interface Terminal {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Exit codes: 0 ended by a signal, 1 it could not begin or clean up, 2 wrong options. */
export async function run(
  argv: string[],
  environment: { readonly apiKey?: string | undefined },
  terminal: Terminal = process,
): Promise<number> {
  ignoreBrokenPipe(terminal.stdout);
  try {
    const options = parseListenOptions(argv, environment.apiKey);
    if (options !== 'help') await listen(options, terminal);
    else terminal.stdout.write(LISTEN_USAGE);
    return EXIT.done;
  } catch (error) {
    terminal.stderr.write(`listen: ${isNativeError(error) ? error.message : String(error)}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

async function listen(options: ListenOptions, terminal: Terminal): Promise<void> {
  const { source } = options;
  const ended = nextSignal();
  let known: (secrets: readonly string[]) => void = () => undefined;
  // The first delivery may be here before the answer that tells the secret.
  const secrets = new Promise<readonly string[]>((resolve) => {
    known = resolve;
  });
  const receiver = await DeliveryReceiver.listen(options.port, async (received) =>
    answerTo(received, { secrets: await secrets, options, terminal }),
  );
  const address = `http://127.0.0.1:${receiver.port}/`;
  try {
    if (source.kind === 'secrets') {
      known(source.secrets);
      terminal.stderr.write(`Listening on ${address}. Ctrl-C ends it.\n`);
      await ended;
      return;
    }
    const { id, secret } = await makeEndpoint(source, receiver.port);
    known([secret]);
    terminal.stderr.write(
      `Listening on ${address} as ${id}, for ${source.events.join(', ')}. Ctrl-C ends it and deletes the endpoint.\n`,
    );
    await ended;
    await deleteEndpoint(source, id);
  } finally {
    receiver.close();
  }
}

interface Answering {
  readonly secrets: readonly string[];
  readonly options: ListenOptions;
  readonly terminal: Terminal;
}

async function answerTo(received: Received, { secrets, options, terminal }: Answering): Promise<AnswerBack> {
  const at = new SystemClock().now();
  const { headers, body } = received;
  const verification = verify(headers, body, { secrets, nowSeconds: Math.floor(at.getTime() / 1_000) });
  const isForwarded = verification.isValid && options.forward !== undefined;
  const forwarded = isForwarded ? await forward(options.forward, received) : undefined;
  const id = String(headers['webhook-id']);
  terminal.stdout.write(`${deliveryLine({ at, id, body, verification, forwarded })}\n`);
  if (options.verbose && verification.isValid) terminal.stdout.write(`${deliveryText(body)}\n`);
  return forwarded?.answer ?? { status: verification.isValid ? NO_CONTENT : UNAUTHORIZED };
}

/** Resolves at the first one; the second one ends the process, as without a listener. */
function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = (): void => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}
