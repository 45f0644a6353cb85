import { BlockList, isIP } from 'node:net'

/** Where a host is: on this machine, in a private network, or on the Internet. */
export type HostPlace = 'loopback' | 'private' | 'public'

/** Top-level names that do not exist in the public DNS: RFC 6761, 6762, 8375, 9476, and names common in home and office networks. */
const PRIVATE_NAME =
  /\.(local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|example|alt)$/i

const LOOPBACK = blockList([
  ['127.0.0.0', 8],
  ['0.0.0.0', 32],
  ['::1', 128],
  ['::', 128],
])

/** RFC 1918, shared (RFC 6598) and link-local addresses, unique local and link-local IPv6. */
const PRIVATE = blockList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
])

/**
 * Where a host is, by its name or address alone, without a DNS query. A name without a dot is private.
 * @param host as in a URL: a name, an IPv4 address, an IPv6 address with or without brackets
 */
export function placeOfHost(host: string): HostPlace {
  const name = bareHost(host)
  const version = isIP(name)
  if (version !== 0) {
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (LOOPBACK.check(name, family)) return 'loopback'
    return PRIVATE.check(name, family) ? 'private' : 'public'
  }
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback'
  return !name.includes('.') || PRIVATE_NAME.test(name) ? 'private' : 'public'
}

/** The host in lower case, without the brackets and the zone of an IPv6 address, and without the final dot of a full name. */
export function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

function blockList(ranges: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')
  return list
}
