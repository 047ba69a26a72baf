import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { OutboxNudge } from '../../src/events/outbox-nudge';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { until } from '../support/until';

const LONG_PAST_MS = 600;

describe('whoever writes events', () => {
  let api: TestApi;
  let listener: Client;
  let told: string[];
  beforeAll(async () => {
    api = await startTestApi();
    listener = new Client({ connectionString: api.database.urls.app });
    await listener.connect();
    listener.on('notification', ({ payload }) => told.push(payload ?? ''));
    await listener.query('listen trustflow_changed');
  });
  beforeEach(() => {
    told = [];
  });
  afterAll(async () => {
    await listener.end();
    await api.stop();
  });

  it('tells the workers behind the commit, and once more where that takes long', async () => {
    api.app.get(OutboxNudge, { strict: false }).give();
    await until(() => told.length === 2);
    await sleep(LONG_PAST_MS);
    expect(told).toEqual(['event_outbox:', 'event_outbox:']);
  });

  it('tells them seldom, however much it writes', async () => {
    const nudge = api.app.get(OutboxNudge, { strict: false });
    for (let written = 0; written < 100; written += 1) nudge.give();
    await sleep(LONG_PAST_MS);
    expect(told).toHaveLength(2);
  });
});
