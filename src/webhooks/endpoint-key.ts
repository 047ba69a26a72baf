/** What names an endpoint everywhere inside. */
export interface EndpointKey {
  readonly tenantId: string;
  readonly endpointId: string;
}

/** Of several deliveries the endpoints, each once. */
export function endpointsOf(keys: readonly EndpointKey[]): EndpointKey[] {
  return [...new Map(keys.map((key) => [endpointName(key), key])).values()];
}

/** The key of a map by endpoint. */
export function endpointName({ tenantId, endpointId }: EndpointKey): string {
  return `${tenantId}:${endpointId}`;
}
