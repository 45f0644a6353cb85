import type { BrowserContext, Request, Response } from '@playwright/test'
import { guarded, requestPlaces } from '../page/request-place.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseNet } from './net.ts'
import { diagnoseStatus } from './status.ts'
import { ObservedFailure } from './thrown.ts'

/** Fails a step early when its page was answered with a server error or not at all, and does not reload by itself. */
export interface DeadPageWatch {
  /** Rejects with ObservedFailure when the page is dead, now or later, until the next call. */
  next(): Promise<never>
  end(): void
}

/** A page that reloads itself after an error starts to within this time. */
const GRACE_MS = 1_000

/**
 * Watches the main documents of the pages that the probe opened. Without it a step waits its whole time for an element
 * of a page that answered 500. A popup never ends a step: the flow may continue without it.
 */
export function watchForDeadPage(context: BrowserContext): DeadPageWatch {
  let reject: (reason: ObservedFailure) => void = () => {}
  let failure: ObservedFailure | undefined
  let timer: NodeJS.Timeout | undefined

  const revive = () => {
    clearTimeout(timer)
    failure = undefined
  }
  const placeOf = requestPlaces(context)
  const isPage = (request: Request) => request.isNavigationRequest() && placeOf(request) === 'page'
  const failLater = (request: Request, diagnosis: Diagnosis | undefined) => {
    if (!diagnosis || !isPage(request)) return
    timer = setTimeout(() => {
      failure = new ObservedFailure(diagnosis)
      reject(failure)
    }, GRACE_MS)
  }
  const noteRequest = (request: Request) => {
    if (isPage(request)) revive()
  }
  const noteAnswer = (response: Response) => {
    const status = response.status()
    if (status >= 500) failLater(response.request(), diagnoseStatus({ status }))
  }
  const noteFailure = (request: Request) => {
    failLater(request, diagnoseNet(/ERR_[A-Z0-9_]+/.exec(request.failure()?.errorText ?? '')?.[0] ?? ''))
  }
  context.on('request', guarded(noteRequest))
  context.on('response', guarded(noteAnswer))
  context.on('requestfailed', guarded(noteFailure))

  return {
    next() {
      const deadPage = new Promise<never>((_resolve, rejectNext) => {
        reject = rejectNext
      })
      // The step may be over before the page is.
      deadPage.catch(() => {})
      if (failure) reject(failure)
      return deadPage
    },
    end: () => clearTimeout(timer),
  }
}
