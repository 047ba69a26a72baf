import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller';
import { OpenApiDocument } from './openapi-document';
import { ProblemsController } from './problems.controller';

/** The pages: the API's description, its explorer, and what each problem means. */
@Module({ controllers: [DocsController, ProblemsController], providers: [OpenApiDocument] })
export class SiteModule {}
