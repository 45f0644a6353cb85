import { cutText } from '../../core/index.ts'
import type { Exchange } from '../page/network-watch.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Thrown } from './thrown.ts'

/** A request without a complete answer, for which the page's `load` event waits. */
export interface HangingResource {
  /** Host and path, without the query, which may hold secrets. */
  readonly address: string
  /** image, stylesheet, script, frame, font, media; `request` for what scripts fetch, which only `networkidle` waits for. */
  readonly what: string
  /** Requested from the service itself, not from a third party. */
  readonly isOwn: boolean
}

/** Short enough that the advice after it fits into one line of an alert. */
const MOST_OF_AN_ADDRESS = 70
const BLOCKS_LOAD = new Set(['script', 'stylesheet', 'image', 'font', 'media', 'document', 'other'])

/** The exchanges of a page that hang now, those with the service first. */
export function hangingResources(exchanges: readonly Exchange[], isOwn: (url: string) => boolean): HangingResource[] {
  return exchanges
    .filter(
      ({ kind, finished, net, place }) => kind !== 'document' && !finished && net === undefined && isInPage(place),
    )
    .map(({ url, resource, kind }) => {
      const what = kind === 'frame' ? 'frame' : BLOCKS_LOAD.has(resource) ? wordFor(resource) : 'request'
      return { address: addressOf(url), what, isOwn: isOwn(url) }
    })
    .sort((a, b) => Number(b.isOwn) - Number(a.isOwn))
}

const isInPage = (place: Exchange['place']) => place === 'page' || place === 'frame'
const wordFor = (resource: string) => (resource === 'other' ? 'resource' : resource)

function addressOf(url: string): string {
  const { host, pathname } = new URL(url)
  return cutText(`${host}${pathname}`, MOST_OF_AN_ADDRESS)
}

/** Playwright's default for navigations. */
const DEFAULT_STATE = 'load'

/**
 * Diagnosis of a missing load event (`load`, `domcontentloaded`, `networkidle`), by the host of the resource that hangs.
 * Undefined for another failure, or where nothing hangs.
 * @param limit the waiting time in words
 */
export function diagnoseLoad(
  { thrown, hanging }: { readonly thrown: Thrown; readonly hanging: readonly HangingResource[] },
  limit: string,
): Diagnosis | undefined {
  const state = awaitedState(thrown)
  if (state === undefined) return undefined
  const blockers = state === 'networkidle' ? hanging : hanging.filter(({ what }) => what !== 'request')
  const [first] = blockers
  if (!first) return undefined
  const detail = blockers.map(({ what, address }) => `hangs: ${what} ${address}`).join('\n')
  const missing = `"${state}" did not come within ${limit}: the ${first.what} ${first.address} hangs`
  if (first.isOwn) return { class: 'timeout', message: missing, detail }
  return {
    class: 'drift',
    message: `${missing} (a third party). Use goto(…, { waitUntil: 'commit' }) and expect what the page shows`,
    detail,
  }
}

const NAVIGATION =
  /^(?:page|frame)\.(?:goto|reload|goBack|goForward|setContent|waitForLoadState|waitForNavigation): Timeout/

function awaitedState({ kind, message }: Thrown): string | undefined {
  if (kind !== 'playwright-timeout' || !NAVIGATION.test(message)) return undefined
  return /until "(\w+)"/.exec(message)?.[1] ?? DEFAULT_STATE
}
