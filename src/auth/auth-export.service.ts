import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { grouped } from '@libs/personal-data/grouped';
import { keysetSource } from '@libs/personal-data/keyset-source';
import type { Reading } from '@libs/personal-data/keyset-source';
import { ApiKey } from './api-key.entity';
import { ApiKeyUsesRepository } from './api-key-uses.repository';
import { toApiKeyResponse } from './dto/api-key.response';
import { KeyTracesRepository } from './key-traces.repository';

/** The keys of a tenant, in the export of it: neither secrets nor their digests. */
@Injectable()
export class AuthExportService {
  readonly sources: readonly ExportSource[] = [
    keysetSource({
      name: 'api_keys',
      about:
        'API keys as GET /v1/api-keys answers, revoked ones too, each with the networks it was used from and what was noticed of it.',
      tables: ['api_keys', 'api_key_uses', 'key_networks', 'key_anomalies', 'key_exposures'],
      pageRows: 200,
      entity: ApiKey,
      key: ['id'],
      datedBy: 'id',
      show: (keys, reading) => this.show(keys, reading),
    }),
  ];

  constructor(
    private readonly uses: ApiKeyUsesRepository,
    private readonly traces: KeyTracesRepository,
  ) {}

  private async show(keys: readonly ApiKey[], { tx }: Reading): Promise<object[]> {
    const ids = keys.map(({ id }) => id);
    const lastUses = await this.uses.lastUses(tx, ids);
    const networks = grouped(await this.traces.networksOf(tx, ids), ({ keyId }) => keyId);
    const anomalies = grouped(await this.traces.anomaliesOf(tx, ids), ({ keyId }) => keyId);
    const exposures = new Map((await this.traces.exposuresOf(tx, ids)).map((each) => [each.keyId, each]));
    return keys.map((key) => ({
      ...toApiKeyResponse({ key, lastUsedAt: lastUses.get(key.id) ?? null }),
      networks: (networks.get(key.id) ?? []).map(({ network, firstSeenAt }) => ({
        network,
        firstSeenAt: firstSeenAt.toISOString(),
      })),
      anomalies: (anomalies.get(key.id) ?? []).map(({ kind, hour }) => ({ kind, hour: hour.toISOString() })),
      exposedAt: exposures.get(key.id)?.toldAt.toISOString() ?? null,
    }));
  }
}
