import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { LiveUpdates } from './live-updates.ts'

/** More open pages than anybody has; a page beyond them looks again every ten seconds instead. */
const MOST_READERS = 64

/** Tells open pages which of their parts is new. The parts themselves are fetched. */
export function eventRoutes(liveUpdates: LiveUpdates): Hono {
  const routes = new Hono()
  routes.get('/', (c) => {
    if (liveUpdates.readers() >= MOST_READERS) return c.text('Too many open pages.', 503)
    return streamSSE(c, (stream) => follow(stream, liveUpdates))
  })
  return routes
}

async function follow(stream: SSEStreamingApi, liveUpdates: LiveUpdates): Promise<void> {
  await new Promise<void>((resolve) => {
    const leave = liveUpdates.read({
      tell: (part) => void stream.writeSSE({ event: part, data: '' }),
      end: resolve,
    })
    stream.onAbort(() => {
      leave()
      resolve()
    })
  })
}
