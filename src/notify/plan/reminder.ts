import type { Alert, IncidentRecord } from '../../core/index.ts'
import { closingLines } from './closing-lines.ts'
import { compose } from './compose.ts'
import { scopeLine, sinceLine, situation } from './incident-words.ts'
import { openedAlert } from './plan-incident.ts'
import type { Scene } from './scene.ts'
import { audibleSurfaces } from './silenced.ts'

export interface ReminderInput extends Scene {
  readonly incident: IncidentRecord
  /** When the last alert on this incident was planned (epoch ms); absent where none was, as under a mute. */
  readonly lastAlertAt?: number
  /** When the last mute or maintenance of a surface of the incident ended (epoch ms). */
  readonly silenceEndedAt?: number
  /** 0 turns reminders off. */
  readonly reminderEveryMs: number
  /** Time since the opening and since the last alert, ms, where the wall clock may have been set since; else it counts. */
  readonly ages?: { readonly sinceOpenedMs: number; readonly sinceLastAlertMs: number }
}

/**
 * The alert that an incident still lasts: `reminderEveryMs` after the last one, and once when a mute or maintenance of one
 * of its surfaces ended; the opening alert where there was none. None of an incident that someone acknowledged. Pure;
 * undefined where nothing is due.
 */
export function planReminder(input: ReminderInput): Alert | undefined {
  const { incident, lastAlertAt, reminderEveryMs, now } = input
  if (incident.resolvedAt !== undefined || audibleSurfaces(input, incident).length === 0) return undefined
  const scene = { ...input, surfaces: input.surfaces.filter((surface) => surface.target === input.target.name) }
  if (lastAlertAt === undefined) return openedAlert(incident, scene, [])
  if (incident.acknowledgement) return undefined
  const { silenceEndedAt = 0 } = input
  const afterSilence = silenceEndedAt > lastAlertAt
  const { sinceOpenedMs, sinceLastAlertMs } = input.ages ?? {
    sinceOpenedMs: now - incident.openedAt,
    sinceLastAlertMs: now - lastAlertAt,
  }
  if (!afterSilence && (reminderEveryMs <= 0 || sinceLastAlertMs < reminderEveryMs)) return undefined
  const lines = [sinceLine(incident, now), scopeLine(incident), ...closingLines(scene, incident)]
  const nth = afterSilence ? `silence-${silenceEndedAt}` : Math.max(1, Math.floor(sinceOpenedMs / reminderEveryMs))
  const headline = situation(scene, incident, 'still')
  return compose({ kind: 'reminder', key: `${incident.name}:reminder:${nth}`, headline, lines, incident }, scene)
}
