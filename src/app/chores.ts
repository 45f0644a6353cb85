import { type Clock, type Log, messageOf } from '../core/index.ts'

/** Work that comes back every so often and must never overlap itself, nor end the worker when it fails. */
export interface Chore {
  readonly name: string
  readonly everyMs: number
  /** First time, ms after the start. */
  readonly afterMs: number
  readonly work: (now: number) => Promise<unknown>
}

/** Starts the chores; the function it gives back stops them and waits for the one under way. */
export function startChores(
  chores: readonly Chore[],
  deps: { readonly clock: Clock; readonly log: Log },
): () => Promise<void> {
  const busy = new Map<string, Promise<void>>()
  const timers: NodeJS.Timeout[] = []
  for (const chore of chores) {
    const once = () => {
      if (busy.has(chore.name)) return
      const work = chore
        .work(deps.clock.now())
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
    for (const timer of timers) clearTimeout(timer)
    await Promise.all(busy.values())
  }
}
