import { isDeepStrictEqual } from 'node:util';
import type { EndpointStatus } from '../webhooks.types';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

/** What a customer says of an endpoint. */
export interface EndpointTerms {
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly description: string | null;
  /** Null: as fast as it answers. */
  readonly maxPerSecond: number | null;
}

/** What is left out stays. */
export interface EndpointChange extends Partial<EndpointTerms> {
  readonly status?: EndpointStatus;
}

/** The endpoint after the change; the same object where nothing of it would change. */
export function afterChange(
  endpoint: WebhookEndpoint,
  { status = endpoint.status, ...terms }: EndpointChange,
  now: Date,
): WebhookEndpoint {
  const changed = { ...endpoint, ...terms, eventTypes: [...(terms.eventTypes ?? endpoint.eventTypes)] };
  const after = status === endpoint.status ? changed : { ...changed, ...standing(status, now) };
  return isDeepStrictEqual(after, { ...endpoint }) ? endpoint : { ...after, updatedAt: now };
}

function standing(
  status: EndpointStatus,
  now: Date,
): Pick<WebhookEndpoint, 'status' | 'disabledReason' | 'disabledAt'> {
  return status === 'enabled'
    ? { status, disabledReason: null, disabledAt: null }
    : { status, disabledReason: 'customer', disabledAt: now };
}

export function termsOf({ url, eventTypes, description, maxPerSecond }: EndpointTerms): EndpointTerms {
  return { url, eventTypes, description, maxPerSecond };
}

/** Of the terms that differ: what was there, and what is there now. Undefined where none does. */
export function changedTerms(
  before: EndpointTerms,
  after: EndpointTerms,
): { readonly before: Partial<EndpointTerms>; readonly after: Partial<EndpointTerms> } | undefined {
  const names = (Object.keys(termsOf(before)) as (keyof EndpointTerms)[]).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const only = (terms: EndpointTerms): Partial<EndpointTerms> =>
    Object.fromEntries(names.map((name) => [name, terms[name]]));
  return names.length === 0 ? undefined : { before: only(before), after: only(after) };
}
