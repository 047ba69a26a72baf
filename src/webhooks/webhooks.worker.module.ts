import { Module } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { DeliveriesQueueModule } from './deliveries-queue.module';
import { ClaimsRepository } from './dispatch/claims.repository';
import { DeliveryClaimer } from './dispatch/delivery-claimer';
import { DispatchSignal } from './dispatch/dispatch-signal';
import { Dispatcher } from './dispatch/dispatcher';
import { OutboxExpander } from './dispatch/outbox-expander';
import { OutboxRepository } from './dispatch/outbox.repository';
import { WebhookEndpointsModule } from './endpoints/webhook-endpoints.module';
import { DeliveriesProcessor } from './sending/deliveries.processor';
import { DeliveriesAtHand } from './sending/deliveries-at-hand';
import { DeliveriesToSend } from './sending/deliveries-to-send';
import { DeliverySenderModule } from './sending/delivery-sender.module';
import { DeliveryTargetsRepository } from './sending/delivery-targets.repository';
import { EndpointDisabling } from './sending/endpoint-disabling';
import { SendingService } from './sending/sending.service';
import { Settlement } from './sending/settlement';
import { SettlementRepository } from './sending/settlement.repository';
import { BacklogMetrics } from './metrics/backlog-metrics';
import { BacklogRepository } from './metrics/backlog.repository';
import { SendingMetrics } from './metrics/sending-metrics';
import { DueRecoveries } from './recoveries/due-recoveries';
import { FailedDeliveriesRepository } from './recoveries/failed-deliveries.repository';
import { RecoveriesRepository } from './recoveries/recoveries.repository';
import { RecoveryTurns } from './recoveries/recovery-turns';

/** Expands events into deliveries, claims what is due, sends it, and writes down what came back. */
@Module({
  imports: [
    RecurringModule,
    DeliveriesQueueModule,
    AuditModule,
    EventsModule,
    WebhookEndpointsModule,
    DeliverySenderModule,
  ],
  providers: [
    Dispatcher,
    DispatchSignal,
    OutboxExpander,
    OutboxRepository,
    DeliveryClaimer,
    ClaimsRepository,
    DeliveriesProcessor,
    SendingService,
    DeliveriesToSend,
    DeliveriesAtHand,
    DeliveryTargetsRepository,
    Settlement,
    SettlementRepository,
    EndpointDisabling,
    recurringTask(RecoveryTurns, {
      ...{ name: 'recoveries', everyMs: 1_000 },
      run: (turns) => turns.takeAllDue(),
    }),
    RecoveryTurns,
    DueRecoveries,
    RecoveriesRepository,
    FailedDeliveriesRepository,
    BacklogMetrics,
    BacklogRepository,
    SendingMetrics,
  ],
})
export class WebhooksWorkerModule {}
