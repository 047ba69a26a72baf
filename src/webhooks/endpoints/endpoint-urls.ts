import { Injectable } from '@nestjs/common';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';
import { UnsafeUrlError } from '@libs/safe-fetch/send-error';
import { unsafeUrl } from './endpoint.problems';

@Injectable()
export class EndpointUrls {
  constructor(private readonly safeFetch: SafeFetch) {}

  /**
   * Asks name servers: never within a transaction. Each delivery is judged again. Throws a Problem of 422 `unsafe_url`;
   * a name that has no address just now passes, since it may get one.
   */
  async judge(url: string): Promise<void> {
    try {
      await this.safeFetch.judge(url);
    } catch (error) {
      if (error instanceof UnsafeUrlError) throw unsafeUrl(error.message);
      throw error;
    }
  }
}
