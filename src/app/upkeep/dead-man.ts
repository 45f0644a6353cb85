import { codeOf, formatDuration, type Log, MINUTE, type MonotonicClock, SECOND, type Secret } from '../../core/index.ts'
import type { Dispatcher } from '../../notify/index.ts'
import type { GuardedStore } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'
import type { DeadManState } from './dead-man-state.ts'

/** Longest time between two ticks of a worker that is not stuck, ms. It ticks every 5 s. */
const LONGEST_TICK_MS = MINUTE
const PING_MS = 10 * SECOND

/** When the worker last judged time and committed it, by the monotonic clock. */
interface LastTick {
  note(): void
  ageMs(): number
}

/** Counts from now on, as if a tick had just been. */
export function createLastTick(clock: MonotonicClock): LastTick {
  let at = clock.elapsed()
  return {
    note: () => {
      at = clock.elapsed()
    },
    ageMs: () => clock.elapsed() - at,
  }
}

interface DeadManDeps {
  readonly deadMan: { readonly url: Secret; readonly everyMs: number }
  readonly lastTick: Pick<LastTick, 'ageMs'>
  readonly store: Pick<GuardedStore, 'condition'>
  readonly dispatcher: Pick<Dispatcher, 'health'>
  readonly state: Pick<DeadManState, 'set'>
  readonly fetch: typeof fetch
  readonly log: Log
}

/**
 * Pings a dead man's switch (healthchecks.io, Uptime Kuma, …), which alerts when the pings stop. Pings only while the worker
 * ticks, commits and can deliver alerts. A failed ping is logged once; the front page,
 * `doorwatch status` and `doorwatch doctor` show it. It plans no alert: the switch alerts when pings stop.
 */
export function deadManChore(deps: DeadManDeps): Chore {
  const { everyMs, url } = deps.deadMan
  let problem: string | undefined
  let since = 0
  return {
    name: 'pinging the dead-man switch',
    everyMs,
    afterMs: Math.min(everyMs, 10 * SECOND),
    async work(now, stopping) {
      const before = problem
      problem = (await whyUnhealthy(deps)) ?? (await ping(url, deps.fetch, stopping))
      if (stopping?.aborted) return
      if (before === undefined) since = now
      deps.state.set(problem === undefined ? undefined : { since, why: problem })
      if (problem === before) return
      if (problem === undefined) deps.log.info('the dead-man switch is pinged again')
      else deps.log.warn('the dead-man switch is not pinged', { why: problem, variable: url.name })
    },
  }
}

async function whyUnhealthy({ lastTick, store, dispatcher }: DeadManDeps): Promise<string | undefined> {
  const ageMs = lastTick.ageMs()
  if (ageMs > LONGEST_TICK_MS)
    return `the worker has not ticked for ${formatDuration(Math.floor(ageMs / MINUTE) * MINUTE)}`
  const condition = store.condition()
  if (!condition.ok) return `the database cannot be written (${condition.error.code})`
  try {
    const health = await dispatcher.health()
    return health.ok ? undefined : 'alerts cannot be delivered'
  } catch {
    return 'the outbox cannot be read'
  }
}

/** @returns why it did not arrive, without the address: anyone who has it can ping */
async function ping(
  url: Secret,
  fetcher: typeof fetch,
  stopping: AbortSignal | undefined,
): Promise<string | undefined> {
  const limit = AbortSignal.timeout(PING_MS)
  const signal = stopping ? AbortSignal.any([stopping, limit]) : limit
  try {
    const headers = { 'user-agent': 'Doorwatch', 'cache-control': 'no-cache' }
    const response = await fetcher(url.reveal(), { method: 'GET', headers, redirect: 'manual', signal })
    await response.body?.cancel()
    return response.ok ? undefined : `it answered HTTP ${response.status}`
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ABORT_ERR') return `it did not answer within ${formatDuration(PING_MS)}`
    return `it did not answer (${code ?? (error as Error).name})`
  }
}
