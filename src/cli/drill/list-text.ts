import type { RunningDrill } from '../../app/drill/index.ts'
import type { DrillStanding, DrillSummary } from '../../core/index.ts'
import { DEFAULT_SCENARIO, type Scenario } from '../../sandbox/index.ts'
import { table } from '../terminal/table.ts'

/** The scenarios, one a line. */
export function scenariosText(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ name, what }) => ['', name, name === DEFAULT_SCENARIO ? `${what} (default)` : what])
  return `Scenarios\n${table(rows)}\n`
}

/** The drills so far, the newest first. */
export function drillsText(
  drills: readonly DrillSummary[],
  running: RunningDrill | undefined,
  standing: DrillStanding,
): string {
  const now = running ? `\nThe drill ${running.id} runs now.\n` : ''
  if (drills.length === 0) return `${now}\nNo drill was played yet. Begin one with: doorwatch drill\n`
  const rows = drills
    .toReversed()
    .map(({ id, status, score, possible, open, example }) => [
      '',
      id,
      status,
      status !== 'completed' && possible === 0
        ? 'stopped before anything was scored'
        : `${score} of ${possible} points`,
      [example ? 'example plan' : '', open ? 'a finding has no owner' : ''].filter((note) => note !== '').join(', '),
    ])
  return `${now}\nDrills\n${table(rows)}\n\n${standing.text}.\n`
}
