import { DAY, defined } from '../core/index.ts'
import type { Component, ComponentName } from './component.ts'

/** A finding of a drill: the cause of missing points, its owner and the date of its next test. */
export interface Finding {
  readonly component: ComponentName
  readonly severity: 'high' | 'medium' | 'low'
  readonly text: string
  readonly line: string
  /** As in `Outstanding`. */
  readonly place?: string
  readonly todo: string
  readonly points: number
  readonly owner?: string
  /** The day by which it is tested again: 2026-12-29. */
  readonly retestBy: string
}

/** Points from which a finding is high or medium, and the days until it is tested again. */
const HIGH = { points: 5, days: 14 }
const MEDIUM = { points: 2, days: 30 }
const LOW_DAYS = 90

/** The missing points of all components as findings, the most points first. @param endedAt epoch ms */
export function findingsOf(components: readonly Component[], endedAt: number): readonly Finding[] {
  return components
    .flatMap(({ name, outstanding }) =>
      outstanding.map(({ text, line, place, todo, points, owner }): Finding => {
        const severity = points >= HIGH.points ? 'high' : points >= MEDIUM.points ? 'medium' : 'low'
        const days = severity === 'high' ? HIGH.days : severity === 'medium' ? MEDIUM.days : LOW_DAYS
        return {
          ...{ component: name, severity, text, line, todo, points },
          ...defined({ place, owner }),
          retestBy: new Date(endedAt + days * DAY).toISOString().slice(0, 10),
        }
      }),
    )
    .toSorted((a, b) => b.points - a.points)
}
