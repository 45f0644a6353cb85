import { type Clock, DAY, defined, type History, type QuietWindow, readCurrentStates } from '../core/index.ts'
import { type PublicState, type PublicStateInput, publicStateOf } from '../export/index.ts'
import type { LiveSource } from './live-source.ts'

/** Range of the incidents that are listed, ms. */
const INCIDENTS_MS = 90 * DAY

interface PublicStateDeps {
  readonly history: Pick<
    History,
    'surfaces' | 'lastRuns' | 'watched' | 'lastHeartbeat' | 'quietWindows' | 'incidents' | 'health'
  >
  readonly clock: Clock
  readonly live: Pick<LiveSource, 'snapshot'>
  /** The maintenance windows of the configuration. */
  readonly maintenance: readonly QuietWindow[]
  /** Titles of targets by name. */
  readonly titles: Readonly<Record<string, string>>
  /** IANA name. */
  readonly timezone: string
}

/** Reads the public state. `url`: the address of the dashboard in links, with a slash at its end. */
export type PublicStateReader = (url: string) => Promise<PublicState>

/** Concurrent requests share one reading. No reading is cached beyond its end, so that the last run is always in it. */
export function createPublicStateReader(deps: PublicStateDeps): PublicStateReader {
  const { timezone, titles } = deps
  let reading: Promise<PublicStateInput> | undefined
  let startedAt: number | undefined
  return async (url) => {
    reading ??= readInput(deps, startedAt).finally(() => {
      reading = undefined
    })
    const input = await reading
    startedAt = input.startedAt
    return publicStateOf(input, { url, timezone, titles })
  }
}

async function readInput(
  { history, clock, live, maintenance }: PublicStateDeps,
  startedAt: number | undefined,
): Promise<PublicStateInput> {
  const now = clock.now()
  const plans = live.snapshot().probes
  const [states, incidents, windows] = await Promise.all([
    readCurrentStates(history, { now, maintenance, ...defined({ watched: plans.length > 0 ? plans : undefined }) }),
    history.incidents({ from: now - INCIDENTS_MS, to: Number.MAX_SAFE_INTEGER }),
    history.quietWindows(now),
  ])
  return {
    ...{ states, incidents, now, maintenance: [...maintenance, ...windows] },
    startedAt: startedAt ?? (await history.health({ from: now, to: now + 1 })).oldestRunAt ?? now,
  }
}
