import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AgentIdentityModule } from './agent-identity/agent-identity.module';
import { AgentNonceGuard } from './agent-identity/signatures/agent-nonce.guard';
import { AgentSignatureGuard } from './agent-identity/signatures/agent-signature.guard';
import { AuthGuard } from './auth/auth.guard';
import { AuthModule } from './auth/auth.module';
import { IpLimitGuard } from './auth/limits/ip-limit.guard';
import { TenantLimitGuard } from './auth/limits/tenant-limit.guard';
import { ScopeGuard } from './auth/scope.guard';
import { BillingModule } from './billing/billing.module';
import { EvaluationModule } from './evaluation/evaluation.module';
import { OperationsModule } from './operations/operations.module';
import { PrivacyModule } from './privacy/privacy.module';
import type { Runtime } from './runtime';
import { SiteModule } from './site/site.module';
import { TenantsModule } from './tenants/tenants.module';
import { WebhooksModule } from './webhooks/webhooks.module';

/** The process that answers customers. */
@Module({
  imports: [
    ...[AuthModule, TenantsModule, AgentIdentityModule, EvaluationModule, WebhooksModule],
    ...[BillingModule, PrivacyModule, OperationsModule, SiteModule],
  ],
  // In this order.
  providers: [
    ...[IpLimitGuard, AuthGuard, AgentSignatureGuard, TenantLimitGuard, ScopeGuard, AgentNonceGuard],
  ].map((guard) => ({ provide: APP_GUARD, useClass: guard })),
})
export class ApiModule {
  static with({ foundation }: Pick<Runtime, 'foundation'>): DynamicModule {
    return { module: ApiModule, imports: [...foundation] };
  }
}
