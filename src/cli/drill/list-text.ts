import type { RunningDrill, UnscoredDrill } from '../../app/drill/index.ts'
import type { DrillStanding, DrillSummary } from '../../core/index.ts'
import { DEFAULT_SCENARIO, type Scenario } from '../../sandbox/index.ts'
import { table } from '../terminal/table.ts'

/** The scenarios, one a line. */
export function scenariosText(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ name, what }) => ['', name, name === DEFAULT_SCENARIO ? `${what} (default)` : what])
  return `Scenarios\n${table(rows)}\n`
}

/** The drills so far, the newest first. */
export function drillsText({
  drills,
  unscored,
  running,
  standing,
}: {
  readonly drills: readonly DrillSummary[]
  readonly unscored: readonly UnscoredDrill[]
  readonly running: RunningDrill | undefined
  readonly standing: DrillStanding
}): string {
  const now = running ? `\nThe drill ${running.id} runs now.\n` : ''
  const rows = [
    ...drills.map(scoredRow),
    ...unscored.map(({ id, status }) => ({ id, cells: [status, 'ended without a score', ''] })),
  ]
  if (rows.length === 0) return `${now}\nNo drill was played yet. Start one with: doorwatch drill\n`
  // Their names begin with the time.
  const newestFirst = rows.toSorted((a, b) => (a.id < b.id ? 1 : -1)).map(({ id, cells }) => ['', id, ...cells])
  return `${now}\nDrills\n${table(newestFirst)}\n\n${standing.text}.\n`
}

function scoredRow({ id, status, score, possible, open, example }: DrillSummary) {
  const isUnscored = status !== 'completed' && possible === 0
  const points = isUnscored ? 'stopped before anything was scored' : `${score} of ${possible} points`
  const notes = [example ? 'example plan' : '', open ? 'a finding has no owner' : '']
  return { id, cells: [status, points, notes.filter((note) => note !== '').join(', ')] }
}
