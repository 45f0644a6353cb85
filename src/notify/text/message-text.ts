import { type Alert, clockTime, oneLine, timeAndDay, timesInZone, UTC } from '../../core/index.ts'

type Shown = Pick<Alert, 'at' | 'timezone'>

/** The headline of a message as one clean line, with times in the zone of the message. */
export function headlineOf(message: Alert): string {
  return oneLine(inZoneOf(message, message.headline), 300)
}

/** The lines of a message, clean, with times in the zone of the message. */
export function linesOf(message: Alert): readonly string[] {
  return message.lines.map((line) => oneLine(inZoneOf(message, line), 600))
}

/** "22:04:37 UTC+1" */
export function clockIn({ timezone = UTC }: Shown, at: number): string {
  return clockTime(at, timezone)
}

/** "22:04:37 UTC+1 on Mon 23 Nov 2026" */
export function dayIn({ timezone = UTC }: Shown, at: number): string {
  return timeAndDay(at, timezone)
}

function inZoneOf({ at, timezone = UTC }: Shown, text: string): string {
  return timesInZone(text, at, timezone)
}
