import type { JudgedRun } from '../judge/index.ts'

/** Takes runs in order of time and hands them on instant by instant. */
export interface Instants {
  apply(run: JudgedRun): void
  /** Hands on the last instant; gives how many runs were repeats. */
  end(): number
}

/**
 * Hands runs on so that the order of those that started at the same millisecond means nothing: each instant is played
 * in an order of its own, and of runs that are alike in all that counts (a file that holds a row twice) only one is.
 */
export function byInstant(play: (run: JudgedRun) => void): Instants {
  let held: JudgedRun | undefined
  let others: JudgedRun[] = []
  let repeats = 0

  function playHeld(): void {
    if (!held) return
    if (others.length === 0) {
      play(held)
      return
    }
    let last: JudgedRun | undefined
    for (const run of [held, ...others].sort(inOrder)) {
      if (last && inOrder(last, run) === 0) repeats += 1
      else play(run)
      last = run
    }
    others = []
  }

  return {
    apply(run) {
      if (held && held.startedAt === run.startedAt) {
        others.push(run)
        return
      }
      playHeld()
      held = run
    },
    end() {
      playHeld()
      return repeats
    },
  }
}

/** The order of runs of one instant; zero only for repeats. */
function inOrder(a: JudgedRun, b: JudgedRun): number {
  return (
    compare(a.target, b.target) ||
    compare(a.surface, b.surface) ||
    compare(a.probe, b.probe) ||
    compare(a.location, b.location) ||
    compare(a.outcome, b.outcome) ||
    compare(a.durationMs, b.durationMs) ||
    compare(a.trigger, b.trigger) ||
    compare(a.failure?.class ?? '', b.failure?.class ?? '') ||
    compare(a.failure?.blame ?? '', b.failure?.blame ?? '') ||
    compare(a.failure?.message ?? '', b.failure?.message ?? '')
  )
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
