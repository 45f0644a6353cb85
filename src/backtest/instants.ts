import type { JudgedRun } from '../judge/index.ts'

/** Takes runs in order of time and passes them on one instant (start in the same millisecond) at a time. */
interface Instants {
  apply(run: JudgedRun): void
  /** Plays the last instant. @returns The number of repeats. */
  end(): number
}

/**
 * Makes a replay independent of the order of runs that started in the same millisecond: sorts the runs of each instant, and
 * plays a repeated run (a row that the file has twice) once.
 */
export function byInstant(play: (run: JudgedRun) => void): Instants {
  let first: JudgedRun | undefined
  let others: JudgedRun[] = []
  let repeats = 0

  function playInstant(): void {
    if (!first) return
    if (others.length === 0) {
      play(first)
      return
    }
    let last: JudgedRun | undefined
    for (const run of [first, ...others].sort(inOrder)) {
      if (last && inOrder(last, run) === 0) repeats += 1
      else play(run)
      last = run
    }
    others = []
  }

  return {
    apply(run) {
      if (first && first.startedAt === run.startedAt) {
        others.push(run)
        return
      }
      playInstant()
      first = run
    },
    end() {
      playInstant()
      return repeats
    },
  }
}

/** Compares runs of one instant; 0 only for repeats. */
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
