import { bareHost, type ControlVote, type HostPlace, placeOfHost, type Target } from '../../core/index.ts'

/** An address that is asked whether our own network works. */
export interface Control {
  /** `http(s)://…` for any HTTP answer, `tcp://host:port` for a connection, `tls://host:port` for a secure one. */
  readonly address: string
  readonly source: ControlVote['source']
}

/**
 * Public hosts of three independent operators (Cloudflare, Quad9, Wikimedia), by name, because a name server of ours that
 * fails is trouble on our side too. Asked for a TLS handshake and nothing more, on a network failure of a public target.
 */
export const DEFAULT_CONTROLS: readonly string[] = [
  'tls://one.one.one.one:443',
  'tls://dns.quad9.net:443',
  'tls://www.wikipedia.org:443',
]

/** Which addresses decide over a network failure, and in which order they are asked. */
export interface ControlPlan {
  /**
   * `configured`: the target's own controls. `default`: other targets, the status page, then default controls. `itself`: the
   * failure itself, after other targets where there are any. `off`: `controls: []`, so the failure itself alone.
   */
  readonly by: 'configured' | 'default' | 'itself' | 'off'
  readonly place: HostPlace
  /** A round is asked only where no address of the round before it answers. */
  readonly rounds: readonly (readonly Control[])[]
}

/** A target asks no more of the others than this: one that answers is enough. */
const MOST_OTHERS = 4

/** What decides over a failure of `target` at `host`; without a host, at whichever of its doors is most public. */
export function controlPlan(
  host: string | undefined,
  target: Target,
  targets: readonly Target[],
  defaults: readonly string[] = DEFAULT_CONTROLS,
): ControlPlan {
  const own = hostsOf(target)
  const place = host === undefined ? widest(own.map(placeOfHost)) : placeOfHost(host)
  if (target.controls) {
    const readable = target.controls.filter(isReadable)
    const configured = readable.map((address): Control => ({ address, source: 'configured' }))
    return { by: configured.length > 0 ? 'configured' : 'off', place, rounds: nonEmpty([configured]) }
  }
  if (place === 'loopback') return { by: 'itself', place, rounds: [] }
  const failing = new Set([...own, ...(host === undefined ? [] : [bareHost(host)])])
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

/** An address in digits answers without any name server: where names are asked as well, only they say something of DNS. */
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

/** Only a connection is made: a request would count against somebody's budget. */
function connectionOf(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return protocol === 'https:' ? `tls://${hostname}:${port || 443}` : `tcp://${hostname}:${port || 80}`
}

/** Addresses of its doors, and those that a target without doors has for probes of the user's own. */
function doorsOf({ api, login, chat, console: keys, urls = {} }: Target): readonly string[] {
  return [api?.url, login?.url, chat?.url, keys?.url, ...Object.values(urls)].filter(
    (url): url is string => url !== undefined && /^https?:/.test(url) && URL.canParse(url),
  )
}

/** Hosts of all doors, and of the addresses that the command-line client is given. */
function hostsOf(target: Target): readonly string[] {
  const given = Object.values(target.cli?.env ?? {}).filter(
    (value): value is string => typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value),
  )
  return [...doorsOf(target), ...given].map(hostOf)
}

function hostOf(address: string): string {
  return bareHost(new URL(address).hostname)
}

/** A target without an address (a client alone) asks the Internet. */
function widest(places: readonly HostPlace[]): HostPlace {
  if (places.length === 0 || places.includes('public')) return 'public'
  return places.includes('private') ? 'private' : 'loopback'
}

function nonEmpty<T>(rounds: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return rounds.filter(({ length }) => length > 0)
}
