import { formatDuration, plural } from '../../src/core/index.ts'
import type { RunDot } from '../model/model.ts'
import { OUTCOME_WORDS } from '../words/labels.ts'

const SLOTS = 40
const HEIGHT = 30

/**
 * The newest runs as bars, `slots` of them at most: the height is the time taken. A failed run is full height and pointed, one that could not be
 * measured is a hollow stub, so that the strip reads without colour.
 */
export function RunStrip({ runs, slots = SLOTS }: { runs: readonly RunDot[]; slots?: number }) {
  const newest = runs.slice(-slots)
  if (newest.length === 0) return <p class="strip-empty">No run yet</p>
  const longest = Math.max(1, ...newest.filter((run) => run.outcome !== 'failed').map((run) => run.durationMs))
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${slots * 5} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={inWords(newest)}
    >
      {(['passed', 'slow', 'failed', 'error'] as const).map((outcome) => {
        const path = newest
          .map((run, index) => (run.outcome === outcome ? shape(run, slots - newest.length + index, longest) : ''))
          .join('')
        return path ? <path class={`run-${outcome}`} d={path} /> : null
      })}
    </svg>
  )
}

function shape(run: RunDot, slot: number, longest: number): string {
  const x = slot * 5 + 0.5
  const tall = Math.max(2, Math.round((run.durationMs / longest) * (HEIGHT - 4)))
  if (run.outcome === 'failed') return `M${x} ${HEIGHT}V5l2-5 2 5V${HEIGHT}z`
  if (run.outcome === 'error') return `M${x} ${HEIGHT}v-6h4v6z`
  return `M${x} ${HEIGHT}v${-tall}h4v${tall}z`
}

function inWords(runs: readonly RunDot[]): string {
  const counts = (['passed', 'slow', 'failed', 'error'] as const)
    .map((outcome) => ({ outcome, n: runs.filter((run) => run.outcome === outcome).length }))
    .filter(({ n }) => n > 0)
    .map(({ outcome, n }) => `${n} ${OUTCOME_WORDS[outcome]}`)
  const times = runs.map((run) => run.durationMs).toSorted((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  return `Last ${plural(runs.length, 'run')}: ${counts.join(', ')}; half took less than ${formatDuration(median)}.`
}
