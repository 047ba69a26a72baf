/** What could be claimed for one endpoint. */
export interface Claimant {
  readonly tenantId: string;
  readonly endpointId: string;
  /** Due, and allowed now. */
  readonly wanted: number;
  /** Under way already. */
  readonly inFlight: number;
}

export interface FairLimits {
  /** To share out. */
  readonly capacity: number;
  /** A tenant's, with what it has under way. */
  readonly mostOfTenant: number;
}

/**
 * How many each claimant gets, in their order. One at a time to the tenant that has the fewest with what is under way,
 * and of its endpoints to that which has the fewest: who comes with little waits for nobody who comes with much. Of
 * equals the first has its turn first.
 */
export function fairShares(claimants: readonly Claimant[], limits: FairLimits): number[] {
  const shares = claimants.map(() => 0);
  const tenants = tenantsOf(claimants);
  for (let left = limits.capacity; left > 0; left -= 1) {
    const tenant = fewest(tenants, ({ has, open }) =>
      open.length > 0 && has < limits.mostOfTenant ? has : undefined,
    );
    if (tenant === undefined) return shares;
    const chosen = fewest(tenant.open, ({ inFlight, index }) => inFlight + (shares[index] ?? 0));
    if (chosen === undefined) return shares;
    const share = (shares[chosen.index] ?? 0) + 1;
    shares[chosen.index] = share;
    tenant.has += 1;
    if (share >= chosen.wanted) tenant.open.splice(tenant.open.indexOf(chosen), 1);
  }
  return shares;
}

interface Tenant {
  has: number;
  /** Those that still want something. */
  readonly open: (Claimant & { readonly index: number })[];
}

function tenantsOf(claimants: readonly Claimant[]): Tenant[] {
  const tenants = new Map<string, Tenant>();
  for (const [index, claimant] of claimants.entries()) {
    const tenant = tenants.get(claimant.tenantId) ?? { has: 0, open: [] };
    tenants.set(claimant.tenantId, tenant);
    tenant.has += claimant.inFlight;
    if (claimant.wanted > 0) tenant.open.push({ ...claimant, index });
  }
  return [...tenants.values()];
}

/** The first of those with the lowest rank; undefined where none has one. */
function fewest<Item>(items: readonly Item[], rankOf: (item: Item) => number | undefined): Item | undefined {
  let best: { readonly item: Item; readonly rank: number } | undefined;
  for (const item of items) {
    const rank = rankOf(item);
    if (rank !== undefined && (best === undefined || rank < best.rank)) best = { item, rank };
  }
  return best?.item;
}
