import { defined, type State } from '../core/index.ts'
import type { Verdict } from './expectations.ts'
import type { DrillRecord, PlayedAlert } from './record.ts'

/** The detection of a fault on one surface, or of its end. */
export interface Detection {
  /** `claude/login` */
  readonly surface: string
  readonly kind: 'trouble' | 'recovery'
  readonly found: boolean
  readonly state: State
  /** When its fault changed, epoch ms of the drill's clock. */
  readonly changedAt: number
  /** Slots until the verdict, at this cadence (ms). */
  readonly slots: number
  readonly cadenceMs: number
  /** Measured from the last slot to the verdict: the run and its confirm runs, ms. */
  readonly confirmMs: number
  /** Measured from the alert to its first delivery, ms; absent where it was not delivered. */
  readonly deliveredMs?: number
  /** Slots × cadence + confirm + delivery, ms; absent where it was not detected. */
  readonly afterMs?: number
}

/** The detection of each change, in the order of the verdicts. @param cadences of the configuration by surface, ms */
export function detectionsOf(
  { verdicts, alerts }: Pick<DrillRecord, 'verdicts' | 'alerts'>,
  cadences: Readonly<Record<string, number>>,
): readonly Detection[] {
  return verdicts.map((verdict) => {
    const { surface, kind, found, state, changedAt, slots, confirmMs } = verdict
    const cadenceMs = cadences[surface] ?? 0
    const deliveredMs = deliveredAfter(alertOf(verdict, alerts))
    return {
      ...{ surface, kind, found, state, changedAt, slots, cadenceMs, confirmMs },
      ...(found ? { ...defined({ deliveredMs }), afterMs: slots * cadenceMs + confirmMs + (deliveredMs ?? 0) } : {}),
    }
  })
}

/** The alert of a verdict, which was planned in the same transaction. */
export function alertOf({ at, confirmMs, found }: Verdict, alerts: readonly PlayedAlert[]): PlayedAlert | undefined {
  if (!found) return undefined
  return alerts.find((alert) => alert.at >= at - confirmMs && alert.at <= at)
}

/** Time from the planning of an alert to its first delivery, ms. */
export function deliveredAfter(alert: PlayedAlert | undefined): number | undefined {
  const times = alert?.deliveries.flatMap(({ afterMs }) => afterMs ?? []) ?? []
  return times.length > 0 ? Math.min(...times) : undefined
}

/**
 * Time from the first detection to the first post of the status page, ms; negative: the page was first. Undefined without
 * a post or without a detection.
 */
export function leadOverPage(
  { posts }: Pick<DrillRecord, 'posts'>,
  detections: readonly Detection[],
): number | undefined {
  const first = detections.find(({ kind, found }) => kind === 'trouble' && found)
  const post = posts[0]
  if (!first || !post || first.afterMs === undefined) return undefined
  return post.at - (first.changedAt + first.afterMs)
}
