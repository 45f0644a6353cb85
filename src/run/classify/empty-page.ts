import { type Exchange, isPage } from '../page/network-watch.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { HangingResource } from './page-load.ts'

/** What was seen of an empty page. */
interface EmptyPage {
  readonly url: string
  readonly exchanges: readonly Exchange[]
  /** A script or stylesheet that the page still waits for. */
  readonly hang: HangingResource | undefined
  /** How long the step waited, in words: `within 5 s`. */
  readonly waited: string
}

/** Answers after which a browser stays where it is (RFC 9110, 15.3.5 and 15.3.6). */
const NO_PAGE = [204, 205]

/**
 * Diagnosis of an empty page. A browser that still shows `about:blank` has opened no page: it was not asked for, or the
 * browser did not get as far as to show the answer. Both are no evidence against the service.
 */
export function diagnoseEmptyPage({ url, exchanges, hang, waited }: EmptyPage): Diagnosis {
  const answer = exchanges.findLast(isPage)
  if (url === 'about:blank' && answer === undefined) {
    return { class: 'browser_crash', message: `no page was opened: the browser sent no request ${waited}` }
  }
  if (url === 'about:blank' && answer?.status !== undefined && !NO_PAGE.includes(answer.status)) {
    const message = `the browser did not show the page ${waited}, although it was answered (HTTP ${answer.status})`
    return { class: 'browser_crash', message }
  }
  return { class: 'edge', message: hang ? `an empty page: the ${hang.what} ${hang.address} hangs` : 'an empty page' }
}
