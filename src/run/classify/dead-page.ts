import type { BrowserContext, Request, Response } from '@playwright/test'
import { guarded, requestPlaces } from '../page/request-place.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseNet } from './net.ts'
import { diagnoseStatus } from './status.ts'
import { ObservedFailure } from './thrown.ts'

/** Tells early that a page is lost: it was answered with a server error or not at all, and does not try again by itself. */
export interface Doom {
  /** Rejects when the page is lost, now or later, until the next call. */
  next(): Promise<never>
  end(): void
}

/** A page that reloads itself after an error begins to do so within this time. */
const GRACE_MS = 1_000

/**
 * Watches the main documents of the pages that the probe opened. Without it a step would wait its whole time for an
 * element of a page that says 500. A window that opens beside the page ends nothing: the flow may go on without it.
 */
export function watchForDoom(context: BrowserContext): Doom {
  let reject: (failure: ObservedFailure) => void = () => {}
  let lost: ObservedFailure | undefined
  let timer: NodeJS.Timeout | undefined

  const spare = () => {
    clearTimeout(timer)
    lost = undefined
  }
  const placeOf = requestPlaces(context)
  const isPage = (request: Request) => request.isNavigationRequest() && placeOf(request) === 'page'
  const expectEnd = (request: Request, diagnosis: Diagnosis | undefined) => {
    if (!diagnosis || !isPage(request)) return
    timer = setTimeout(() => {
      lost = new ObservedFailure(diagnosis)
      reject(lost)
    }, GRACE_MS)
  }
  const noteRequest = (request: Request) => {
    if (isPage(request)) spare()
  }
  const noteAnswer = (response: Response) => {
    const status = response.status()
    if (status >= 500) expectEnd(response.request(), diagnoseStatus({ status }))
  }
  const noteFailure = (request: Request) => {
    expectEnd(request, diagnoseNet(/ERR_[A-Z0-9_]+/.exec(request.failure()?.errorText ?? '')?.[0] ?? ''))
  }
  context.on('request', guarded(noteRequest))
  context.on('response', guarded(noteAnswer))
  context.on('requestfailed', guarded(noteFailure))

  return {
    next() {
      const doomed = new Promise<never>((_resolve, rejectNext) => {
        reject = rejectNext
      })
      // The step may be over before the page is.
      doomed.catch(() => {})
      if (lost) reject(lost)
      return doomed
    },
    end: () => clearTimeout(timer),
  }
}
