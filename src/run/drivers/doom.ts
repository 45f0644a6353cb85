import type { BrowserContext, Request } from '@playwright/test'
import type { Diagnosis } from '../classify/diagnosis.ts'
import { diagnoseNet } from '../classify/net.ts'
import { diagnoseStatus } from '../classify/status.ts'
import { ObservedFailure } from '../classify/thrown.ts'

/** Tells early that a page is lost: it was answered with a server error or not at all, and does not try again by itself. */
export interface Doom {
  /** Rejects when the page is lost, now or later, until the next call. */
  next(): Promise<never>
  end(): void
}

/** A page that reloads itself after an error begins to do so within this time. */
const GRACE_MS = 1_000

/** Watches the main documents of a context. Without it a step would wait its whole time for an element of a page that says 500. */
export function watchForDoom(context: BrowserContext): Doom {
  let reject: (failure: ObservedFailure) => void = () => {}
  let lost: ObservedFailure | undefined
  let timer: NodeJS.Timeout | undefined

  const spare = () => {
    clearTimeout(timer)
    lost = undefined
  }
  context.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame().parentFrame() === null) spare()
  })
  const expectEnd = (request: Request, diagnosis: Diagnosis) => {
    if (!request.isNavigationRequest() || request.frame().parentFrame()) return
    timer = setTimeout(() => {
      lost = new ObservedFailure(diagnosis)
      reject(lost)
    }, GRACE_MS)
  }
  context.on('response', (response) => {
    const status = response.status()
    if (status >= 500) expectEnd(response.request(), diagnoseStatus({ status }))
  })
  context.on('requestfailed', (request) => {
    const code = /ERR_[A-Z0-9_]+/.exec(request.failure()?.errorText ?? '')?.[0] ?? ''
    const diagnosis = diagnoseNet(code)
    if (diagnosis) expectEnd(request, diagnosis)
  })

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
