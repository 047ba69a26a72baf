import { Body, Controller, Get, HttpCode, Module, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ThrottlerException } from '@nestjs/throttler';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { refuseCardNumbers, RefusesCardNumbersItemByItem } from '@libs/http/card-number-refusal';
import { configureHttp } from '@libs/http/configure-http';
import { PageQuery, decodeCursor, pageOf } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { Problem } from '@libs/http/problem';
import { createLogger } from '@libs/logging/logger';
import { NestLogger } from '@libs/logging/nest-logger';
import type { Request, Response } from 'express';

class CustomerDto {
  @IsString()
  id!: string;
}

class ThingDto {
  @IsInt()
  @Min(0)
  @Max(10)
  amount!: number;

  @ValidateNested()
  @Type(() => CustomerDto)
  customer!: CustomerDto;

  @IsOptional()
  @IsString()
  note?: string;
}

class BatchDto {
  @IsOptional()
  items?: unknown;
}

@Controller('v1')
class EdgeController {
  @Get('things')
  list(@Query() query: PageQuery): Page<string> {
    const after = query.cursor === undefined ? '' : decodeCursor(query.cursor);
    const rows = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-7111-8111-111111111111`);
    return pageOf(rows.filter((row) => row > after).slice(0, query.limit + 1), query.limit, (row) => row);
  }

  @Get('things/:id')
  one(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Post('things')
  create(@Body() thing: ThingDto): ThingDto {
    return thing;
  }

  @Post('things/:id/activate')
  @HttpCode(200)
  activate(): { active: boolean } {
    return { active: true };
  }

  @Post('batch')
  @RefusesCardNumbersItemByItem()
  batch(@Body() { items }: BatchDto): { codes: string[] } {
    const codes = (items as unknown[]).map((item) => {
      try {
        refuseCardNumbers(item);
        return 'fine';
      } catch (error) {
        return (error as Problem).code;
      }
    });
    return { codes };
  }

  @Post('signed')
  signed(@Req() request: RawBodyRequest<Request>): { bytes: number } {
    return { bytes: request.rawBody?.length ?? -1 };
  }

  @Get('fails')
  fails(): never {
    throw new Error('password=hunter2');
  }

  @Get('fails-late')
  failsLate(@Res() response: Response): never {
    response.write('half an answer');
    throw new Error('too late');
  }

  @Get('limited')
  limited(): never {
    throw new ThrottlerException();
  }

  @Get('problems/:code')
  problem(@Param('code') code: 'api_key_missing' | 'api_key_expired'): never {
    throw new Problem(code, 'As asked.');
  }
}

@Controller('health')
class HealthController {
  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }
}

@Controller('docs')
class PageController {
  @Get()
  page(@Res() response: Response): void {
    response.type('html').send('<p>Hello</p>');
  }
}

@Module({ controllers: [EdgeController, HealthController, PageController] })
class EdgeModule {}

export interface EdgeApp {
  app: NestExpressApplication;
  port: number;
  /** What was logged since the last look, one record a line. */
  takeLog(): Record<string, unknown>[];
}

export async function startEdgeApp(): Promise<EdgeApp> {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  const app = await NestFactory.create<NestExpressApplication>(EdgeModule, {
    bodyParser: false,
    logger: new NestLogger(logger),
  });
  configureHttp(app, {
    publicUrl: 'https://trustflow.test',
    trustProxy: false,
    logger,
    bodyLimitBytesByPath: new Map([['/v1/batch', 1024 * 1024]]),
    pagePaths: ['/docs'],
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const takeLog = (): Record<string, unknown>[] =>
    lines.splice(0).map((line) => JSON.parse(line) as Record<string, unknown>);
  return { app, port, takeLog };
}
