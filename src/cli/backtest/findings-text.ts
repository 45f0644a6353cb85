import { type Backtest, differenceOf, type Replayed } from '../../backtest/index.ts'
import { formatDuration } from '../../core/index.ts'
import { table } from '../terminal/table.ts'

/** Names of Doorwatch's own rule in the output, under the configured and under the changed policy. */
export const OURS = 'doorwatch'
export const CHANGED = 'doorwatch, changed policy'

/** Incidents and number of alerts of every rule, for scripts. */
export function rulesJson(replayed: readonly Replayed[]): object {
  const iso = (at: number) => new Date(at).toISOString()
  return Object.fromEntries(
    replayed.map(({ rule, incidents, alerts }) => [
      rule,
      {
        incidents: incidents.map(({ openedAt, resolvedAt, reopenedAt, surfaces }) => ({
          openedAt: iso(openedAt),
          resolvedAt: resolvedAt === undefined ? null : iso(resolvedAt),
          ...(reopenedAt ? { reopenedAt: reopenedAt.map(iso) } : {}),
          surfaces,
        })),
        alerts: alerts.length,
      },
    ]),
  )
}

/** The scores of every rule as a table, and the differences of a changed policy. */
export function backtestText({ replayed, scores, from, to, runs }: Backtest): string {
  const rows = scores.map((score) => [
    score.rule,
    String(score.alerts),
    String(score.falseAlerts),
    String(score.missed),
    score.medianMs === undefined ? '-' : formatDuration(score.medianMs),
    score.p95Ms === undefined ? '-' : formatDuration(score.p95Ms),
  ])
  const lines = [
    `${runs} runs over ${formatDuration(to - from)}. Outages, failing and slow ones, are found in hindsight from the runs themselves.`,
    '',
    table([['rule', 'alerts', 'false', 'missed', 'median to detect', 'p95'], ...rows]),
    ...differenceLines(replayed),
  ]
  return `${lines.join('\n')}\n`
}

function differenceLines(replayed: readonly Replayed[]): readonly string[] {
  const [ours, changed] = [OURS, CHANGED].map((name) => replayed.find(({ rule }) => rule === name))
  if (!ours || !changed) return []
  const { removed, added, moved } = differenceOf(ours, changed)
  const when = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  const lines = [
    ...removed.map((incident) => `  removed   ${when(incident.openedAt)}  ${incident.surfaces.join(', ')}`),
    ...added.map((incident) => `  new    ${when(incident.openedAt)}  ${incident.surfaces.join(', ')}`),
    ...moved.map(({ before, after, surfaces }) => {
      const by = formatDuration(Math.abs(after - before))
      return `  moved  ${when(before)}  ${surfaces.join(', ')}: ${by} ${after < before ? 'sooner' : 'later'}`
    }),
  ]
  return ['', 'What the changed policy would change:', ...(lines.length > 0 ? lines : ['  nothing'])]
}
