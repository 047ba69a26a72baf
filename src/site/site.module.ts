import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller';
import { JwksController } from './jwks.controller';
import { OpenApiDocument } from './openapi-document';
import { ProblemsController } from './problems.controller';
import { SecurityController } from './security.controller';
import { VerifierController } from './verifier.controller';

/** The pages: the API's description, its explorer, what each problem means, and whom to tell of a hole. */
@Module({
  controllers: [DocsController, ProblemsController, SecurityController, JwksController, VerifierController],
  providers: [OpenApiDocument],
})
export class SiteModule {}
