import type { BrowserContext, Page, Request } from '@playwright/test'

/** Where a request comes from: a page that the probe opened, a popup of such a page, a frame inside a page, or a service worker. */
export type RequestPlace = 'page' | 'popup' | 'frame' | 'worker'

const readers = new WeakMap<BrowserContext, (request: Request) => RequestPlace>()

/**
 * A function that returns the place of any request of this context and never throws. Call it before the first page
 * navigates.
 */
export function requestPlaces(context: BrowserContext): (request: Request) => RequestPlace {
  const reader = readers.get(context) ?? createReader(context)
  readers.set(context, reader)
  return reader
}

function createReader(context: BrowserContext): (request: Request) => RequestPlace {
  const popups = new WeakSet<Page>()
  // Kept from the first call: a frame that is missing then exists later, and would change the place.
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
    // Playwright throws for the first request of a popup, which is older than its frame.
    return 'popup'
  }
}

/** The listener without its errors: an error in an event handler would end the process, and so the runs of others. */
export function guarded<A extends readonly unknown[]>(listener: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      listener(...args)
    } catch {
      // An exchange that cannot be read is left out.
    }
  }
}
