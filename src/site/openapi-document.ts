import { Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApi } from './describe-api';

/**
 * The document that `/openapi.json` serves. Made once, of every route that there is. Making it keeps the process busy
 * for a fifth of a second: who serves decisions asks for it before it is asked for them.
 */
@Injectable()
export class OpenApiDocument {
  private describe: (() => OpenAPIObject) | undefined;
  private document: OpenAPIObject | undefined;

  of(app: INestApplication, publicUrl: string): void {
    this.describe = () => describeApi(app, publicUrl);
  }

  get(): OpenAPIObject {
    if (this.describe === undefined) throw new Error('it is not known which API to describe');
    return (this.document ??= this.describe());
  }
}
