import { Module } from '@nestjs/common';
import { ExportDestruction } from './export-destruction';
import { ExportPiecesRepository } from './export-pieces.repository';
import { ExportsRepository } from './exports.repository';

const kept = [ExportsRepository, ExportPiecesRepository, ExportDestruction];

/** What is kept of exports, for both kinds of process. */
@Module({ providers: kept, exports: kept })
export class ExportsKeepingModule {}
