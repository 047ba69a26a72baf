import { Module } from '@nestjs/common';
import { ApiKeyUsesRepository } from './api-key-uses.repository';
import { AuthExportService } from './auth-export.service';
import { KeyTracesRepository } from './key-traces.repository';

@Module({
  providers: [AuthExportService, ApiKeyUsesRepository, KeyTracesRepository],
  exports: [AuthExportService],
})
export class AuthExportModule {}
