import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { Public } from '@libs/http/scopes.decorator';
import type { Check } from '@libs/metrics/metrics-server';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { ReadinessService } from './readiness.service';

export class LivenessResponse {
  @ApiProperty({ enum: ['up'], example: 'up' }) readonly status!: 'up';
}

export class ReadinessResponse {
  @ApiProperty({ enum: ['up', 'down'], example: 'up' }) readonly status!: 'up' | 'down';
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'status'],
      properties: {
        name: { type: 'string' },
        status: { type: 'string', enum: ['up', 'down'] },
        reason: { type: 'string' },
      },
    },
    example: [
      { name: 'database', status: 'up' },
      { name: 'changes', status: 'up' },
    ],
  })
  readonly checks!: readonly Check[];
}

@ApiTags('Health')
@Controller('health')
// A load balancer that asks is to hear how it is, whatever else comes from its address.
@SkipThrottle({ ip: true })
@Public()
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  @Get('live')
  @ApiOperation({
    summary: 'Is the process up?',
    description: 'Asks nothing else: restart what does not answer.',
    operationId: 'getLiveness',
    security: [],
  })
  @ApiOkResponse({ type: LivenessResponse })
  live(): LivenessResponse {
    return { status: 'up' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Can it serve?',
    description: 'Asks what a request needs: send requests elsewhere while it answers 503.',
    operationId: 'getReadiness',
    security: [],
  })
  @ApiOkResponse({ type: ReadinessResponse })
  @ApiServiceUnavailableResponse({
    type: ReadinessResponse,
    example: {
      status: 'down',
      checks: [
        { name: 'database', status: 'down', reason: 'PostgreSQL does not answer' },
        { name: 'changes', status: 'up' },
      ],
    },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessResponse> {
    const checks = await this.readiness.check();
    const status = checks.every((check) => check.status === 'up') ? 'up' : 'down';
    response.status(status === 'up' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status, checks };
  }
}
