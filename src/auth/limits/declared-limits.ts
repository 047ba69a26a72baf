import type { Settings } from '@libs/config/settings';
import { callerOf } from '@libs/http/caller';
import type { Request } from 'express';
import type { TenantsService } from '../../tenants/tenants.service';
import type { Limit } from './limit.guard';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Every limit on requests, each held by the guard of its name. Plans have theirs in the settings. */
export function declaredLimits(settings: Settings, tenants: TenantsService): Limit[] {
  const { requestLimits, signupLimitPerHour } = settings;
  return [
    { name: 'ip', limit: requestLimits.perSecondOfAddress, ttl: SECOND_MS },
    {
      name: 'tenant',
      ttl: SECOND_MS,
      limit: async (context) => {
        const caller = callerOf(context.switchToHttp().getRequest<Request>());
        if (caller === undefined) throw new Error('the limit of a tenant is asked for who is known');
        const { plan } = await tenants.get(caller.tenantId);
        return requestLimits.perSecondOfPlan[plan];
      },
    },
    { name: 'signup', limit: signupLimitPerHour, ttl: HOUR_MS },
  ];
}
