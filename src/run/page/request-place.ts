import type { BrowserContext, Page, Request } from '@playwright/test'

/**
 * Where a request comes from: the main frame or the scripts of a page that the probe opened, the same of a window that
 * such a page opened, a frame inside a page, or a service worker.
 */
export type RequestPlace = 'page' | 'popup' | 'frame' | 'worker'

const readers = new WeakMap<BrowserContext, (request: Request) => RequestPlace>()

/** A function that gives the place of any request of this context, and never throws. Call it before the first page navigates. */
export function requestPlaces(context: BrowserContext): (request: Request) => RequestPlace {
  const reader = readers.get(context) ?? createReader(context)
  readers.set(context, reader)
  return reader
}

function createReader(context: BrowserContext): (request: Request) => RequestPlace {
  const popups = new WeakSet<Page>()
  // The answer of a request has the place that the request had: a frame that is missing at first is there later.
  const places = new WeakMap<Request, RequestPlace>()

  const watch = (page: Page) => page.on('popup', (popup) => popups.add(popup))
  for (const page of context.pages()) watch(page)
  context.on('page', watch)

  return (request) => {
    const place = places.get(request) ?? placeOf(request, popups)
    places.set(request, place)
    return place
  }
}

function placeOf(request: Request, popups: WeakSet<Page>): RequestPlace {
  try {
    if (request.serviceWorker()) return 'worker'
    const frame = request.frame()
    if (frame.parentFrame()) return 'frame'
    return popups.has(frame.page()) ? 'popup' : 'page'
  } catch {
    // Playwright throws for the first request of a window that a page opens: the request is older than its frame.
    return 'popup'
  }
}

/** The same listener, except that what it throws ends nothing: an error while watching must not end other runs. */
export function guarded<A extends readonly unknown[]>(listener: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      listener(...args)
    } catch {
      // What could not be read is not evidence.
    }
  }
}
