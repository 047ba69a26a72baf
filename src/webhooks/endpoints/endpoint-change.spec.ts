import { afterChange, changedTerms } from './endpoint-change';
import { WebhookEndpoint } from './webhook-endpoint.entity';

const made = new Date('2026-11-22T10:00:00.000Z');
const now = new Date('2026-11-23T10:00:00.000Z');
const enabled: WebhookEndpoint = {
  ...{ tenantId: 'tenant', id: 'endpoint', url: 'https://a.example/hook', eventTypes: ['key.*'] },
  ...{ description: null, maxPerSecond: 10, status: 'enabled', disabledReason: null, disabledAt: null },
  ...{ createdAt: made, updatedAt: made },
};
const gone: WebhookEndpoint = { ...enabled, status: 'disabled', disabledReason: 'gone', disabledAt: made };

describe('afterChange', () => {
  it('keeps what is left out, and says when the rest was changed', () => {
    expect(afterChange(enabled, { url: 'https://b.example/hook' }, now)).toEqual({
      ...enabled,
      ...{ url: 'https://b.example/hook', updatedAt: now },
    });
    expect(afterChange(enabled, { maxPerSecond: null }, now).maxPerSecond).toBeNull();
  });

  it.each([
    [enabled, {}],
    [enabled, { url: enabled.url, eventTypes: ['key.*'], status: 'enabled' }],
    // It keeps its reason and its time.
    [gone, { status: 'disabled' }],
  ] as const)('changes nothing where it is so already: %#', (endpoint, change) => {
    // As it comes from the database.
    const row = Object.assign(new WebhookEndpoint(), endpoint);
    expect(afterChange(row, change, now)).toBe(row);
  });

  it('disables for the customer, and enables whatever disabled it', () => {
    expect(afterChange(enabled, { status: 'disabled' }, now)).toEqual({
      ...enabled,
      ...{ status: 'disabled', disabledReason: 'customer', disabledAt: now, updatedAt: now },
    });
    expect(afterChange(gone, { status: 'enabled' }, now)).toEqual({ ...enabled, updatedAt: now });
  });
});

describe('changedTerms', () => {
  it('are those that differ, before and after', () => {
    const after = { ...enabled, eventTypes: ['*'], maxPerSecond: null };
    expect(changedTerms(enabled, after)).toEqual({
      before: { eventTypes: ['key.*'], maxPerSecond: 10 },
      after: { eventTypes: ['*'], maxPerSecond: null },
    });
  });

  it('are none where only the status differs', () => {
    expect(changedTerms(enabled, { ...gone, eventTypes: ['key.*'] })).toBeUndefined();
  });
});
