import { Module } from '@nestjs/common';
import { AuthErasureService } from './auth-erasure.service';

@Module({ providers: [AuthErasureService], exports: [AuthErasureService] })
export class AuthErasureModule {}
