import { Module } from '@nestjs/common';
import { BillingExportService } from './billing-export.service';

@Module({ providers: [BillingExportService], exports: [BillingExportService] })
export class BillingExportModule {}
