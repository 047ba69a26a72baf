import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { KeyRing } from '@libs/secrets/key-ring';
// eslint-disable-next-line no-restricted-imports -- its table is of no tenant
import type { DataSource } from 'typeorm';
import { SigningKeys } from './signing-keys';

@Module({})
export class SigningKeysModule {
  static with(dataSource: DataSource): DynamicModule {
    const useFactory = (keyRing: KeyRing): SigningKeys => new SigningKeys(dataSource, keyRing);
    return {
      module: SigningKeysModule,
      global: true,
      providers: [{ provide: SigningKeys, useFactory, inject: [KeyRing] }],
      exports: [SigningKeys],
    };
  }
}
