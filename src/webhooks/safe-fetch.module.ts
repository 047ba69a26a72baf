import { Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';

/** The way out to customers' endpoints, as the settings allow it. */
@Module({
  providers: [
    {
      provide: SafeFetch,
      inject: [SETTINGS],
      useFactory: ({ webhookAllowTargets }: Settings) =>
        new SafeFetch({ allowTargets: new IpRanges(webhookAllowTargets) }),
    },
  ],
  exports: [SafeFetch],
})
export class SafeFetchModule implements OnApplicationShutdown {
  constructor(@Inject(SafeFetch) private readonly safeFetch: SafeFetch) {}

  /** Who sends has ended by now. */
  onApplicationShutdown(): Promise<void> {
    return this.safeFetch.close();
  }
}
