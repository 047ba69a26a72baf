import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { parseId } from '@libs/ids/typeid';
import { signatures } from '@libs/webhook-signature/signatures';
import { verify } from '@libs/webhook-signature/verify';
import { EndpointSecrets } from '../../src/webhooks/secrets/endpoint-secrets';
import { uuidOfTenant } from '../evaluation/books';
import type { TestApi } from '../support/test-api';

const BODY = Buffer.from('{"id":"event_1"}');

interface OwnEndpoint {
  readonly tenantId: string;
  readonly endpointId: string;
}

/** Which of the keys (`whsec_…` or `whpk_…`) would take a message that is sent to the endpoint now: by their names. */
export async function takenBy(
  { app }: TestApi,
  { tenantId, endpointId }: OwnEndpoint,
  keys: Record<string, string>,
): Promise<string[]> {
  const secrets = app.get(EndpointSecrets, { strict: false });
  const database = app.get(TenantDatabase, { strict: false });
  const uuid = parseId('endpoint', endpointId) ?? '';
  const rows = await database.run(toTenantId(uuidOfTenant(tenantId)), (tx) => secrets.signing(tx, [uuid]));
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const message = { id: 'event_1', timestampSeconds: nowSeconds, body: BODY };
  const headers = {
    'webhook-id': 'event_1',
    'webhook-timestamp': String(nowSeconds),
    'webhook-signature': await signatures(message, secrets.signingKeys(rows.get(uuid) ?? [])),
  };
  return Object.entries(keys).flatMap(([name, key]) => {
    const known = key.startsWith('whpk_') ? { publicKeys: [key] } : { secrets: [key] };
    return verify(headers, BODY, { ...known, nowSeconds }).isValid ? [name] : [];
  });
}
