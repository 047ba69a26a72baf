import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { KeyHistory } from '@libs/secrets/key-history';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { KeyRing } from '@libs/secrets/key-ring';

/** What every module may ask for: the settings, the time, the master keys, what is measured. */
@Module({})
export class RuntimeModule {
  static with(settings: Settings, keyRing: KeyRing, keyHistory: KeyHistory): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: KeyRing, useValue: keyRing },
      { provide: KeyHistory, useValue: keyHistory },
      { provide: Clock, useClass: SystemClock },
      { provide: ProcessMetrics, useFactory: () => new ProcessMetrics() },
    ];
    return {
      module: RuntimeModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
