import { BullModule, BullRegistrar } from '@nestjs/bullmq';
import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { queueConnection } from './queue-connection';
import type { QueueConnection, QueueOptions } from './queue-connection';

const CONNECTION = Symbol('QueueConnection');

/** BullMQ for a process with a worker. One job is one attempt: the rows decide what is tried again. */
@Module({})
export class QueueModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly registrar: BullRegistrar,
    @Inject(CONNECTION) private readonly connection: QueueConnection,
  ) {}

  static with(options: QueueOptions): DynamicModule {
    const connection = queueConnection(options);
    return {
      module: QueueModule,
      global: true,
      imports: [
        BullModule.forRoot({
          connection: connection.options,
          // An id is free again when its job is over.
          defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
          extraOptions: { manualRegistration: true },
        }),
        BullModule.registerQueue(),
      ],
      providers: [{ provide: CONNECTION, useValue: connection }],
    };
  }

  /** A worker starts when everything that it uses is ready. */
  onApplicationBootstrap(): void {
    this.registrar.register();
  }

  /** BullMQ's own hooks have closed the workers by now. */
  onApplicationShutdown(): Promise<void> {
    return this.connection.close();
  }
}
