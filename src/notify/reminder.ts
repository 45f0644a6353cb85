import type { Alert, Incident } from '../core/index.ts'
import { closingLines, compose } from './compose.ts'
import { openedAlert, scopeLine, sinceLine, situation } from './plan-incident.ts'
import type { Scene } from './scene.ts'

export interface ReminderInput extends Scene {
  readonly incident: Incident
  /** When the last alert on this incident was planned (epoch ms); absent where nobody was told yet, as after a mute. */
  readonly lastAlertAt?: number
  /** 0 turns reminders off. */
  readonly reminderEveryMs: number
}

/**
 * Says that an incident still lasts, once per `reminderEveryMs` of silence; the opening word itself where it was never
 * said. Pure; undefined where nothing is due.
 */
export function planReminder(input: ReminderInput): Alert | undefined {
  const { incident, lastAlertAt, reminderEveryMs, now } = input
  if (input.muted || incident.resolvedAt !== undefined) return undefined
  const scene = { ...input, surfaces: input.surfaces.filter((one) => one.target === input.target.name) }
  if (lastAlertAt === undefined) return openedAlert(incident, scene, [])
  if (reminderEveryMs <= 0 || now - lastAlertAt < reminderEveryMs) return undefined
  const lines = [sinceLine(incident, now), scopeLine(incident), ...closingLines(scene)]
  const nth = Math.max(1, Math.floor((now - incident.openedAt) / reminderEveryMs))
  const headline = situation(scene, incident, 'still')
  return compose({ kind: 'reminder', key: `${incident.name}:reminder:${nth}`, headline, lines, incident }, scene)
}
