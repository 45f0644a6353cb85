import { bareHost, type ControlVote, type HostPlace, placeOfHost, type Target } from '../../core/index.ts'

/** An address whose answer shows that our network works. */
export interface Control {
  /** `http(s)://…` asks for any HTTP answer, `tcp://host:port` for a connection, `tls://host:port` for a secure one. */
  readonly address: string
  readonly source: ControlVote['source']
}

/**
 * Public hosts of three independent operators (Cloudflare, Quad9, Wikimedia). By name, so that a failure of our name server
 * shows too. On a network failure of a public target they are asked for a TLS handshake only.
 */
export const DEFAULT_CONTROLS: readonly string[] = [
  'tls://one.one.one.one:443',
  'tls://dns.quad9.net:443',
  'tls://www.wikipedia.org:443',
]

/** The addresses that decide whose fault a network failure is, in the order in which they are asked. */
export interface ControlPlan {
  /**
   * `configured`: the target's controls. `default`: status page and other targets, then DEFAULT_CONTROLS. `itself`: other
   * targets in the private network, else the failure itself. `off`: `controls: []`, the failure itself alone.
   */
  readonly by: 'configured' | 'default' | 'itself' | 'off'
  readonly place: HostPlace
  /** A round is asked only where no control of the round before answered. */
  readonly rounds: readonly (readonly Control[])[]
}

/** How many other targets are asked: one that answers is enough. */
const MOST_OTHERS = 4

/** The controls for a failure of `target` at `host`; without a host, at the most public of its doors. */
export function controlPlan(
  host: string | undefined,
  target: Target,
  targets: readonly Target[],
  defaults: readonly string[] = DEFAULT_CONTROLS,
): ControlPlan {
  const hosts = hostsOf(target)
  const place = host === undefined ? widest(hosts.map(placeOfHost)) : placeOfHost(host)
  if (target.controls) {
    const readable = target.controls.filter(isReadable)
    const configured = readable.map((address): Control => ({ address, source: 'configured' }))
    return { by: configured.length > 0 ? 'configured' : 'off', place, rounds: nonEmpty([configured]) }
  }
  if (place === 'loopback') return { by: 'itself', place, rounds: [] }
  const failing = new Set([...hosts, ...(host === undefined ? [] : [bareHost(host)])])
  const isElsewhere = ({ address }: Control) => !failing.has(hostOf(address))
  const others = otherTargets(target, targets).filter(isElsewhere)
  if (place === 'private') {
    const reachable = others.filter(({ address }) => placeOfHost(hostOf(address)) !== 'loopback')
    return { by: 'itself', place, rounds: nonEmpty([reachable.slice(0, MOST_OTHERS)]) }
  }
  const isPublic = ({ address }: Control) => placeOfHost(hostOf(address)) === 'public'
  const page = statusPageOf(target).filter(isElsewhere)
  const witnesses = [...page, ...others].filter(isPublic).slice(0, MOST_OTHERS)
  const fallback = defaults.map((address): Control => ({ address, source: 'default' })).filter(isElsewhere)
  return { by: 'default', place, rounds: nonEmpty([witnesses, fallback]) }
}

/** The controls that need a name server; all of them where none does. An IP address says nothing about DNS. */
export function controlsForNames(controls: readonly Control[]): readonly Control[] {
  const named = controls.filter(({ address }) => !/^[\d.]+$|:/.test(hostOf(address)))
  return named.length > 0 ? named : controls
}

function isReadable(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || url.hostname === '' || url.username !== '') return false
  return /^https?:$/.test(url.protocol) || (url.protocol === 'tcp:' && Number(url.port) > 0)
}

function otherTargets(target: Target, targets: readonly Target[]): readonly Control[] {
  const urls = targets.filter(({ name }) => name !== target.name).flatMap(doorsOf)
  const byAddress = new Map(urls.map((url) => [connectionOf(url), url]))
  return [...byAddress.keys()].map((address) => ({ address, source: 'target' }))
}

function statusPageOf({ statusPage }: Target): readonly Control[] {
  return statusPage === undefined ? [] : [{ address: connectionOf(statusPage), source: 'status-page' }]
}

/** Connections only: a request would count against the budget of that target. */
function connectionOf(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return protocol === 'https:' ? `tls://${hostname}:${port || 443}` : `tcp://${hostname}:${port || 80}`
}

/** Addresses of its doors and of `urls`. */
function doorsOf({ api, login, chat, console: keys, urls = {} }: Target): readonly string[] {
  return [api?.url, login?.url, chat?.url, keys?.url, ...Object.values(urls)].filter(
    (url): url is string => url !== undefined && /^https?:/.test(url) && URL.canParse(url),
  )
}

/** Hosts of all doors, and of the addresses in the environment of the command-line client. */
function hostsOf(target: Target): readonly string[] {
  const ofClient = Object.values(target.cli?.env ?? {}).filter(
    (value): value is string => typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value),
  )
  return [...doorsOf(target), ...ofClient].map(hostOf)
}

function hostOf(address: string): string {
  return bareHost(new URL(address).hostname)
}

/** `public` for a target without an address, such as a command-line client alone. */
function widest(places: readonly HostPlace[]): HostPlace {
  if (places.length === 0 || places.includes('public')) return 'public'
  return places.includes('private') ? 'private' : 'loopback'
}

function nonEmpty<T>(rounds: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return rounds.filter(({ length }) => length > 0)
}
