declare const brand: unique symbol;

/** The uuid of a tenant. Made by `toTenantId` at the edges only, so that no other id can stand in its place. */
export type TenantId = string & { readonly [brand]: 'TenantId' };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Throws a TypeError on anything but a lower-case uuid. */
export function toTenantId(uuid: string): TenantId {
  if (!UUID.test(uuid)) throw new TypeError('a tenant id is a lower-case uuid');
  return uuid as TenantId;
}
