import { Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApi } from './describe-api';

/** The document that `/openapi.json` serves. Made once, when every route is known. */
@Injectable()
export class OpenApiDocument {
  private document: OpenAPIObject | undefined;

  describe(app: INestApplication, publicUrl: string): void {
    this.document = describeApi(app, publicUrl);
  }

  get(): OpenAPIObject {
    if (this.document === undefined) throw new Error('the API is described before it is served');
    return this.document;
  }
}
