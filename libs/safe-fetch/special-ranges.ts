/** A range whose addresses are no strangers' public ones, and what it is for. */
export interface SpecialRange {
  readonly cidr: string;
  readonly use: string;
}

/**
 * The IANA registries of special-purpose addresses (iana-ipv4-special-registry, iana-ipv6-special-registry; RFC 6890),
 * also those entries that are called globally reachable: anycast services and sinks, where no receiver of ours lives.
 * With them multicast, what was taken out of the registries and may still be routed somewhere, and what clouds serve
 * to their own machines. The NAT64 range 64:ff9b::/96 is not here: it stands for the IPv4 address inside it.
 */
export const SPECIAL_RANGES: readonly SpecialRange[] = [
  { cidr: '0.0.0.0/8', use: 'this network' },
  { cidr: '10.0.0.0/8', use: 'private use' },
  { cidr: '100.64.0.0/10', use: 'shared by a carrier' },
  { cidr: '127.0.0.0/8', use: 'loopback' },
  { cidr: '168.63.129.16/32', use: "a cloud's own service (Azure)" },
  { cidr: '169.254.0.0/16', use: 'link-local' },
  { cidr: '172.16.0.0/12', use: 'private use' },
  { cidr: '192.0.0.0/24', use: 'protocol assignments' },
  { cidr: '192.0.2.0/24', use: 'documentation' },
  { cidr: '192.31.196.0/24', use: 'a sink (AS112)' },
  { cidr: '192.52.193.0/24', use: 'multicast tunnels (AMT)' },
  { cidr: '192.88.99.0/24', use: 'relays of 6to4' },
  { cidr: '192.168.0.0/16', use: 'private use' },
  { cidr: '192.175.48.0/24', use: 'a sink (AS112)' },
  { cidr: '198.18.0.0/15', use: 'benchmarks' },
  { cidr: '198.51.100.0/24', use: 'documentation' },
  { cidr: '203.0.113.0/24', use: 'documentation' },
  { cidr: '224.0.0.0/4', use: 'multicast' },
  { cidr: '240.0.0.0/4', use: 'reserved' },

  { cidr: '::/128', use: 'unspecified' },
  { cidr: '::1/128', use: 'loopback' },
  { cidr: '::/96', use: 'IPv4-compatible' },
  { cidr: '::ffff:0:0:0/96', use: 'IPv4-translated' },
  { cidr: '64:ff9b:1::/48', use: 'local NAT64' },
  { cidr: '100::/64', use: 'discarded' },
  { cidr: '100:0:0:1::/64', use: 'a dummy' },
  { cidr: '2001::/23', use: 'protocol assignments (Teredo, benchmarks, ORCHID)' },
  { cidr: '2001:db8::/32', use: 'documentation' },
  { cidr: '2002::/16', use: '6to4' },
  { cidr: '2620:4f:8000::/48', use: 'a sink (AS112)' },
  { cidr: '3fff::/20', use: 'documentation' },
  { cidr: '5f00::/16', use: 'segment routing' },
  { cidr: 'fc00::/7', use: 'private use' },
  { cidr: 'fe80::/10', use: 'link-local' },
  { cidr: 'fec0::/10', use: 'site-local' },
  { cidr: 'ff00::/8', use: 'multicast' },
];
