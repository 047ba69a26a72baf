import { Controller, Get, Query } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { monthOf } from './calendar-month';
import { ListUsageQuery } from './list-usage.dto';
import { intervalsOf } from './usage-intervals';
import { UsageRepository } from './usage.repository';
import { UsageResponse } from './usage.response';

@ApiTags('Billing')
@Controller('v1/usage')
export class UsageController {
  constructor(
    private readonly database: TenantDatabase,
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequireScope('billing:read')
  @ApiOperation({
    summary: 'Show what was used, hour by hour or day by day',
    description:
      'Whole intervals in UTC, at most 744. Each evaluation is in the interval in which it arrived; one that was answered again, or refused, is in none.',
    operationId: 'getUsage',
  })
  @ApiOkResponse({ type: UsageResponse })
  async list(@CurrentCaller() { tenantId }: Caller, @Query() query: ListUsageQuery): Promise<UsageResponse> {
    const { from, to, interval = 'day' } = query;
    const now = this.clock.now();
    const range = {
      from: from ? new Date(from) : monthOf(now).from,
      to: to ? new Date(to) : new Date(now.getTime() + 1),
    };
    const intervals = intervalsOf(range, interval);
    const covered = { from: intervals[0]?.from ?? range.from, to: intervals.at(-1)?.to ?? range.to };
    const used = await this.database.run(tenantId, (tx) => this.usage.intervals(tx, covered, interval));
    const counts = new Map(used.map((each) => [each.from.getTime(), each.count]));
    return {
      data: intervals.map((each) => ({
        from: each.from.toISOString(),
        to: each.to.toISOString(),
        evaluations: counts.get(each.from.getTime()) ?? 0,
      })),
    };
  }
}
