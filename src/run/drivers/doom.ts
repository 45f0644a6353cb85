import type { BrowserContext } from '@playwright/test'
import { diagnoseStatus } from '../classify/status.ts'
import { ObservedFailure } from '../classify/thrown.ts'

/** Tells early that a page is lost: it was answered with a server error and does not try again by itself. */
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
  context.on('response', (response) => {
    const request = response.request()
    if (response.status() < 500 || !request.isNavigationRequest() || request.frame().parentFrame()) return
    timer = setTimeout(() => {
      lost = new ObservedFailure(diagnoseStatus({ status: response.status() }))
      reject(lost)
    }, GRACE_MS)
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
