import { startTestApi } from '../../support/test-api';
import type { TestApi } from '../../support/test-api';
import { fuzzApi } from './api-fuzzer';
import { newKeys } from './fuzz-keys';
import { operationsOf, published } from '../../site/published';

jest.setTimeout(180_000);

const REQUESTS = 2_000;
const SEED = 1;

describe('whatever is sent to any call of the OpenAPI document', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('is answered as the document and docs/errors.md say, and never with a fault of ours', async () => {
    const { url, database } = api;
    const found = await fuzzApi({
      url,
      requests: REQUESTS,
      seed: SEED,
      newKeys: () => newKeys(url, database),
    });
    // The first few in full, since they say what was sent; of the rest what they break.
    const broken = found.kept.map(({ operationId, what }) => `${operationId}: ${what.join('; ')}`);
    expect({ broken: [...new Set(broken)], kept: found.kept.slice(0, 2) }).toEqual({ broken: [], kept: [] });
    expect([found.violations, found.sent]).toEqual([0, REQUESTS]);
    const names = operationsOf(published(api)).map(({ operationId }) => operationId);
    expect(Object.keys(found.answers)).toEqual(expect.arrayContaining(names));
    // Most calls were also made well; some need what is rarely there.
    const neverGood = names.filter(
      (name) => !Object.keys(found.answers[name] ?? {}).some((status) => status < '300'),
    );
    expect(neverGood.length).toBeLessThan(names.length / 2);
  });
});
