import { type Clock, type Log, messageOf } from '../../core/index.ts'
import type { SetTimer } from './timers.ts'

/** Recurring work. It never overlaps itself, and a failure is logged and does not end the worker. */
export interface Chore {
  readonly name: string
  readonly everyMs: number
  /** First time, ms after the start. */
  readonly afterMs: number
  /** @param stopping aborts when the chores are stopped; long work has to mind it */
  readonly work: (now: number, stopping?: AbortSignal) => Promise<unknown>
}

interface ChoreDeps {
  readonly clock: Clock
  readonly setTimer: SetTimer
  readonly log: Log
}

/** Starts the chores. @returns a function that stops them and waits for those under way */
export function startChores(chores: readonly Chore[], deps: ChoreDeps): () => Promise<void> {
  const stopping = new AbortController()
  const stops = chores.map((chore) => startChore(chore, deps, stopping.signal))
  return async () => {
    stopping.abort()
    await Promise.all(stops.map((stop) => stop()))
  }
}

function startChore(chore: Chore, { clock, setTimer, log }: ChoreDeps, stopping: AbortSignal): () => Promise<void> {
  let underWay: Promise<void> | undefined
  let cancelTimer = setTimer(turn, chore.afterMs)

  function turn(): void {
    cancelTimer = setTimer(turn, chore.everyMs)
    underWay ??= once().finally(() => {
      underWay = undefined
    })
  }

  async function once(): Promise<void> {
    try {
      await chore.work(clock.now(), stopping)
    } catch (error) {
      log.error(`${chore.name} failed`, { error: messageOf(error) })
    }
  }

  return async () => {
    cancelTimer()
    await underWay
  }
}
