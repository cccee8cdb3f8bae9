/**
 * Where a connection may talk to. A base URL is input of a user, and behind the server lie databases and the metadata
 * service of the cloud: without a guard a connection could be made to read them.
 */
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

export interface ResolvedAddress {
  address: string
  family: number
}

/** Host name to all its addresses. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true })

/** Thrown from inside the connect, so that no byte is sent to a refused address. */
export class AddressRefused extends Error {
  override name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
  /** Names the class of the address, not the address: the answer must not map the operator's network. */
  constructor(range: string) {
    super(`the host resolves to an address that connections may not use (${range})`)
  }
}

/** Ranges of one's own network. Link-local is not among them even where private is allowed: metadata services live there. */
const privateRanges = new Set(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal'])

/**
 * Services of clouds for their own machines that are not link-local: AWS over IPv6 (unique local), Alibaba (carrier-grade NAT) and
 * Azure (an address like any other).
 */
const neverAllowed = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16'])

/** Of IPv6 only 2000::/3 is given out. The rest is no range to ipaddr.js, `::127.0.0.1` among it. */
const isGivenOut = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address instanceof ipaddr.IPv4 || (address.parts[0]! & 0xe000) === 0x2000

/**
 * Null when the address may be used, else the range that forbids it. A list of what is allowed, not of what is not:
 * tunnels that wrap an IPv4 address (6to4, NAT64, Teredo) and ranges still to come fall on the safe side.
 */
export function refusedRange(address: string, allowPrivate: boolean): string | null {
  if (!ipaddr.isValid(address)) return 'unreadable'
  // `process` unwraps IPv4 addresses written as IPv6 (::ffff:127.0.0.1).
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (neverAllowed.has(parsed.toString())) return 'metadata'
  if (range === 'unicast') return isGivenOut(parsed) ? null : 'reserved'
  return allowPrivate && privateRanges.has(range) ? null : range
}

/**
 * The look-up that the socket itself uses. Checking here and not before the request leaves no second look-up that could
 * answer otherwise (DNS rebinding). One refused address among several refuses the host: which one would be used is chance.
 */
export function guardedLookup(allowPrivate: boolean, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const range = addresses.map(({ address }) => refusedRange(address, allowPrivate)).find((r) => r !== null)
        const [first] = addresses
        if (range) callback(new AddressRefused(range), '', 0)
        else if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0)
        else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }
}

/** A host that is an address already is never looked up, so it is checked before. Throws AddressRefused. */
export function checkLiteralAddress(url: URL, allowPrivate: boolean): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!isIP(host)) return
  const range = refusedRange(host, allowPrivate)
  if (range) throw new AddressRefused(range)
}
