import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { answerText } from './answer-text';
import type { SafeFetchLimits } from './limits';
import { answerFault, SendFault } from './send-fault';

const MAX_RETRY_AFTER_LENGTH = 64;
const FIRST_FINAL_STATUS = 200;

/** What came back. */
export interface Answer {
  readonly status: number;
  /** As it was sent. */
  readonly retryAfter: string | undefined;
  /** The beginning of the body as text without NUL. */
  readonly body: string;
}

/** One request and its answer: reads no more of it than the limits say, and waits no longer. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  private resolve!: (answer: Answer) => void;
  private reject!: (fault: SendFault) => void;
  private isOver = false;
  private status = 0;
  private retryAfter: string | undefined;
  private readonly kept: Buffer[] = [];
  private readBytes = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly limits: SafeFetchLimits) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(() => {
      this.fail(new SendFault('timeout', 'There was no whole answer in time.'));
    }, limits.totalMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // The connection came about too late: nothing is sent.
    if (this.isOver) this.drop();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < FIRST_FINAL_STATUS) return;
    this.status = status;
    const retryAfter = [headers['retry-after']].flat()[0];
    if (retryAfter !== undefined && retryAfter.length <= MAX_RETRY_AFTER_LENGTH) this.retryAfter = retryAfter;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const wanted = this.limits.keptBytes - this.readBytes;
    // A copy: the chunk is a view of the whole of what the socket read.
    if (wanted > 0) this.kept.push(Buffer.from(chunk.subarray(0, wanted)));
    this.readBytes += chunk.length;
    if (this.readBytes <= this.limits.drainedBytes) return;
    this.succeed();
    this.drop();
  }

  onResponseEnd(): void {
    this.succeed();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end();
    this.reject(answerFault(error));
  }

  /** Whatever else comes of the request is of no interest any more. */
  private fail(fault: SendFault): void {
    this.end();
    this.reject(fault);
    this.drop();
  }

  private succeed(): void {
    this.end();
    this.resolve({
      status: this.status,
      retryAfter: this.retryAfter,
      body: answerText(Buffer.concat(this.kept)),
    });
  }

  private end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private drop(): void {
    this.controller?.abort(new SendFault('connection_broken', 'Given up.'));
  }
}
