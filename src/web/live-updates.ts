import type { Clock, Log } from '../core/index.ts'
import { messageOf, SECOND } from '../core/index.ts'
import type { LiveSource } from './live-source.ts'
import type { Models } from './models.ts'

type Part = 'now' | 'trend'

interface Reader {
  readonly notify: (part: Part) => void
  readonly end: () => void
}

/** The open pages, and when to notify them that a part has changed. */
export interface LiveUpdates {
  read(reader: Reader): () => void
  readers(): number
  stop(): void
}

/** Runs that start or end within this time share one update, ms; longer with more surfaces. */
const GATHER = { least: 400, perSurface: 5, most: 5 * SECOND }
/** Pages are updated at least this often, ms, so that they show silence. */
const LEAST = 10 * SECOND
/** The trend is updated this often, ms, and at once when a surface changes its state. */
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
  let lastStates = ''
  let gatherMs: number = GATHER.least

  function notify(part: Part): void {
    for (const reader of readers) reader.notify(part)
  }

  async function publish(): Promise<void> {
    timer = undefined
    if (readers.size === 0) return
    models.forget('now')
    const { doors: surfaces } = await models.surfaceStates()
    gatherMs = gatherFor(surfaces.length)
    const states = surfaces.map((surface) => surface.standing).join()
    const changed = states !== lastStates
    lastStates = states
    if (changed) models.forget('all')
    notify('now')
    // A clock that was set back must not delay the trend.
    if (!changed && Math.abs(clock.now() - trendAt) < TREND) return
    trendAt = clock.now()
    notify('trend')
  }

  function scheduleUpdate(): void {
    timer ??= setTimeout(() => {
      publish().catch((error: unknown) => log.warn('the dashboard could not be updated', { error: messageOf(error) }))
    }, gatherMs)
  }

  const unsubscribe = live.subscribe(scheduleUpdate)
  const heartbeat = setInterval(scheduleUpdate, LEAST)
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

/** Pages of many surfaces cost more to read and to draw, so they are updated less often: every 5 s at a thousand. */
function gatherFor(surfaces: number): number {
  return Math.min(GATHER.most, Math.max(GATHER.least, surfaces * GATHER.perSurface))
}
