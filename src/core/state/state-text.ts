import type { CurrentState } from './current-state.ts'

/** The state of a surface as text: "down", "down, in maintenance until 2026-11-23 14:00 UTC", "retired". */
export function stateText(current: Pick<CurrentState, 'measured' | 'basis' | 'maintenance' | 'mute'>): string {
  const { measured, basis, maintenance, mute } = current
  if (basis === 'retired') return 'retired'
  const parts = [
    measured,
    ...(maintenance ? [`in maintenance until ${untilText(maintenance.until)}`] : []),
    ...(mute ? [`alerts muted until ${untilText(mute.until)}`] : []),
  ]
  return parts.join(', ')
}

/** '2026-11-23 14:00 UTC' */
function untilText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
