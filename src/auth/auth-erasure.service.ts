import { Injectable } from '@nestjs/common';

/** API keys and what was seen of their use, as far as an erasure takes it away. */
@Injectable()
export class AuthErasureService {
  /** Whose rows go with their tenant, the keys first: then nothing new comes in. */
  readonly tables = ['api_keys', 'api_key_uses', 'key_anomalies', 'key_exposures', 'key_networks'] as const;
}
