import { Injectable } from '@nestjs/common';
import { pingUnderWay, tooManyPings } from './ping.problems';

/** Each holds a request and a connection for as long as a stranger likes, within its time-out. */
const MOST_AT_ONCE = 64;

/** The endpoints that this process tests just now: each once at a time. */
@Injectable()
export class PingsUnderWay {
  private readonly endpoints = new Set<string>();

  /** Throws a Problem of 409 while the same endpoint is tested, and of 503 while too many are. */
  async hold<T>(endpointId: string, work: () => Promise<T>): Promise<T> {
    if (this.endpoints.has(endpointId)) throw pingUnderWay();
    if (this.endpoints.size >= MOST_AT_ONCE) throw tooManyPings();
    this.endpoints.add(endpointId);
    try {
      return await work();
    } finally {
      this.endpoints.delete(endpointId);
    }
  }
}
