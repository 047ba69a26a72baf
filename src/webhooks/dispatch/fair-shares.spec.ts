import fc from 'fast-check';
import { fairShares } from './fair-shares';
import type { Claimant } from './fair-shares';

/** `a1` is endpoint 1 of tenant a. */
function claimant(name: string, wanted: number, inFlight = 0): Claimant {
  return { tenantId: name.slice(0, 1), endpointId: name, wanted, inFlight };
}
const limits = (capacity: number, mostOfTenant = 128): { capacity: number; mostOfTenant: number } => ({
  capacity,
  mostOfTenant,
});

describe('fair shares', () => {
  it.each<[string, number, Claimant[], number[]]>([
    ['give everyone all, where there is enough', 10, [claimant('a1', 3), claimant('b1', 4)], [3, 4]],
    ['give nobody anything of nothing', 0, [claimant('a1', 3)], [0]],
    ['are equal', 10, [claimant('a1', 100), claimant('b1', 100)], [5, 5]],
    ['give the first what can not be halved', 5, [claimant('a1', 100), claimant('b1', 100)], [3, 2]],
    ['leave to others what one does not want', 10, [claimant('a1', 100), claimant('b1', 2)], [8, 2]],
    [
      'go by tenants, not by endpoints',
      4,
      [claimant('a1', 9), claimant('a2', 9), claimant('b1', 9)],
      [1, 1, 2],
    ],
    [
      'go by endpoints within a tenant',
      6,
      [claimant('a1', 9), claimant('a2', 1), claimant('a3', 9)],
      [3, 1, 2],
    ],
    ['count what is under way', 4, [claimant('a1', 9, 8), claimant('b1', 9, 0)], [0, 4]],
    ['count it by endpoint too', 3, [claimant('a1', 9, 2), claimant('a2', 9, 0)], [1, 2]],
    ['count what wants nothing', 3, [claimant('a1', 0, 5), claimant('a2', 9), claimant('b1', 2)], [0, 1, 2]],
  ])('%s', (_, capacity, claimants, shares) => {
    expect(fairShares(claimants, limits(capacity))).toEqual(shares);
  });

  it('leave no tenant more than it may have at once, with what is under way', () => {
    const claimants = [claimant('a1', 100, 3), claimant('a2', 100, 2), claimant('b1', 100)];
    expect(fairShares(claimants, limits(100, 8))).toEqual([1, 2, 8]);
  });

  const claimants = fc.array(
    fc.record({
      tenantId: fc.constantFrom('a', 'b', 'c', 'd'),
      endpointId: fc.uuid(),
      wanted: fc.nat(40),
      inFlight: fc.nat(20),
    }),
    { maxLength: 20 },
  );

  it('never give more than is wanted or there, and leave nothing that somebody may have', () => {
    fc.assert(
      fc.property(claimants, fc.nat(200), fc.integer({ min: 1, max: 100 }), (all, capacity, mostOfTenant) => {
        const shares = fairShares(all, limits(capacity, mostOfTenant));
        const given = shares.reduce((sum, share) => sum + share, 0);
        expect(given).toBeLessThanOrEqual(capacity);
        for (const [index, { tenantId, wanted }] of all.entries()) {
          const share = shares[index] ?? NaN;
          expect(share).toBeLessThanOrEqual(wanted);
          const isFull = tenantHas(all, shares, tenantId) >= mostOfTenant;
          const isLeft = given < capacity && !isFull;
          expect(share).toBeGreaterThanOrEqual(isLeft ? wanted : 0);
        }
      }),
    );
  });

  it('never leave one tenant behind another by more than one, unless it wants no more', () => {
    fc.assert(
      fc.property(claimants, fc.nat(200), (all, capacity) => {
        const shares = fairShares(all, limits(capacity, 1_000));
        const served = all.filter((_, index) => (shares[index] ?? 0) > 0).map(({ tenantId }) => tenantId);
        const unserved = all.filter(({ wanted }, index) => (shares[index] ?? 0) < wanted);
        for (const behind of unserved.map(({ tenantId }) => tenantId)) {
          for (const ahead of served) {
            expect(tenantHas(all, shares, ahead)).toBeLessThanOrEqual(tenantHas(all, shares, behind) + 1);
          }
        }
      }),
    );
  });

  function tenantHas(all: readonly Claimant[], shares: readonly number[], tenantId: string): number {
    return all.reduce(
      (sum, one, index) => sum + (one.tenantId === tenantId ? one.inFlight + (shares[index] ?? 0) : 0),
      0,
    );
  }
});
