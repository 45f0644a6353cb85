import type { Clock, Log } from '../core/index.ts'
import { messageOf, SECOND } from '../core/index.ts'
import type { LiveSource } from './live-source.ts'
import type { Models } from './models.ts'

export type Part = 'now' | 'trend'

interface Reader {
  readonly tell: (part: Part) => void
  readonly end: () => void
}

/** Who has a page open, and when to tell them that a part of it is new. */
export interface LiveUpdates {
  read(reader: Reader): () => void
  readers(): number
  stop(): void
}

/** Several runs that start and end together are told as one. */
const GATHER = { least: 400, perSurface: 5, most: 5 * SECOND }
/** Told even when nothing happens: silence has to show as well. */
const LEAST = 10 * SECOND
/** The trend moves slowly, unless a surface changes its state. */
const TREND = 20 * SECOND

export function createLiveUpdates(deps: {
  readonly live: LiveSource
  readonly models: Models
  readonly clock: Clock
  readonly log: Log
}): LiveUpdates {
  const { live, models, clock, log } = deps
  const readers = new Set<Reader>()
  let timer: NodeJS.Timeout | undefined
  let trendAt = clock.now()
  let standings = ''
  let gatherMs: number = GATHER.least

  function tell(part: Part): void {
    for (const reader of readers) reader.tell(part)
  }

  async function publish(): Promise<void> {
    timer = undefined
    if (readers.size === 0) return
    models.forget('now')
    const { doors: surfaces } = await models.surfaceStates()
    gatherMs = gatherFor(surfaces.length)
    const fresh = surfaces.map((surface) => surface.standing).join()
    const changed = fresh !== standings
    standings = fresh
    if (changed) models.forget('all')
    tell('now')
    // A clock that was set back must not hold the trend up.
    if (!changed && Math.abs(clock.now() - trendAt) < TREND) return
    trendAt = clock.now()
    tell('trend')
  }

  function soon(): void {
    timer ??= setTimeout(() => {
      publish().catch((error: unknown) => log.warn('the dashboard could not be updated', { error: messageOf(error) }))
    }, gatherMs)
  }

  const unsubscribe = live.subscribe(soon)
  const heartbeat = setInterval(soon, LEAST)
  heartbeat.unref()
  return {
    read(reader) {
      readers.add(reader)
      return () => readers.delete(reader)
    },
    readers: () => readers.size,
    stop() {
      unsubscribe()
      clearInterval(heartbeat)
      clearTimeout(timer)
      for (const reader of readers) reader.end()
      readers.clear()
    },
  }
}

/** Many surfaces cost more to read and to draw, so their pages are refreshed less often: every 5 s at a thousand. */
function gatherFor(surfaces: number): number {
  return Math.min(GATHER.most, Math.max(GATHER.least, surfaces * GATHER.perSurface))
}
