import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { LiveUpdates } from './live-updates.ts'

/** Most open event streams; pages beyond poll every ten seconds. */
const MOST_READERS = 64

/** Notifies open pages which part changed; the page then fetches that part. */
export function eventRoutes(liveUpdates: LiveUpdates): Hono {
  const routes = new Hono()
  routes.get('/', (c) => {
    if (liveUpdates.readers() >= MOST_READERS)
      return c.text('Too many open pages (64). This page reads again every 10 s.', 503)
    return streamSSE(c, (stream) => follow(stream, liveUpdates))
  })
  return routes
}

async function follow(stream: SSEStreamingApi, liveUpdates: LiveUpdates): Promise<void> {
  await new Promise<void>((resolve) => {
    const leave = liveUpdates.read({
      notify: (part) => void stream.writeSSE({ event: part, data: '' }),
      end: resolve,
    })
    stream.onAbort(() => {
      leave()
      resolve()
    })
  })
}
