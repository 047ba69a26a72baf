import 'reflect-metadata';
import { readSettings } from '@libs/config/settings';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ApiModule } from '../../../src/api.module';
import { EvaluationService } from '../../../src/evaluation/evaluation.service';
import { openRuntime } from '../../../src/runtime';
import type { Runtime } from '../../../src/runtime';
import { startApi } from '../../../src/start-api';
import { answerParent } from './answer-parent';
import { CpuProfile } from './cpu-profile';
import { NoopController } from './noop.controller';
import { ReferenceController } from './reference.controller';
import { ReferenceDesign } from './reference-design';
import { decideUnheard } from './unheard-decisions';
import type { UnheardLoad } from './unheard-decisions';

/** The API process of src/main.api.ts, and beside it what it is measured beside. */
@Module({ controllers: [NoopController, ReferenceController] })
class MeasuredModule {
  static with(runtime: Runtime, reference: ReferenceDesign): DynamicModule {
    return {
      module: MeasuredModule,
      imports: [ApiModule.with(runtime)],
      providers: [{ provide: ReferenceDesign, useValue: reference }],
    };
  }
}

async function main(): Promise<void> {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: false });
  const reference = new ReferenceDesign(runtime.urls.app);
  const { app, url } = await startApi(MeasuredModule.with(runtime, reference), settings);
  const evaluations = app.get(EvaluationService, { strict: false });
  const profile = new CpuProfile();
  answerParent(
    {
      url: () => url,
      cpuMicros: () => process.cpuUsage().user + process.cpuUsage().system,
      heapBytes: () => heapAfterCollection(),
      record: (load: UnheardLoad) => decideUnheard(evaluations, load),
      startProfile: () => profile.start(),
      stopProfile: (file: string) => profile.stop(file),
    },
    async () => {
      await app.close();
      await reference.close();
      await runtime.close();
    },
  );
}

/** Twice: what the first collection finalises, the second one frees. */
function heapAfterCollection(): number {
  if (global.gc === undefined) throw new Error('the server was started without --expose-gc');
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed;
}

void main();
