import { type Clock, type Log, messageOf } from '../../core/index.ts'

/** Work that comes back every so often and must never overlap itself, nor end the worker when it fails. */
export interface Chore {
  readonly name: string
  readonly everyMs: number
  /** First time, ms after the start. */
  readonly afterMs: number
  /** `stopping`: aborts when the chores are stopped; long work looks at it. */
  readonly work: (now: number, stopping?: AbortSignal) => Promise<unknown>
}

/** Starts the chores; the function it gives back stops them and waits for the one under way. */
export function startChores(
  chores: readonly Chore[],
  deps: { readonly clock: Clock; readonly log: Log },
): () => Promise<void> {
  const busy = new Map<string, Promise<void>>()
  const timers: NodeJS.Timeout[] = []
  const stopping = new AbortController()
  for (const chore of chores) {
    const once = () => {
      if (busy.has(chore.name)) return
      const work = chore
        .work(deps.clock.now(), stopping.signal)
        .then(() => {})
        .catch((error: unknown) => deps.log.error(`${chore.name} failed`, { error: messageOf(error) }))
        .finally(() => busy.delete(chore.name))
      busy.set(chore.name, work)
    }
    timers.push(
      setTimeout(() => {
        once()
        timers.push(setInterval(once, chore.everyMs))
      }, chore.afterMs),
    )
  }
  return async () => {
    stopping.abort()
    for (const timer of timers) clearTimeout(timer)
    await Promise.all(busy.values())
  }
}
