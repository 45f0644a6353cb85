import { MonitorError, nextWithin, parseDuration, parseHours, parseTime, weekdayOf } from '../../core/index.ts'

/**
 * A time on the command line as epoch ms: `Sat 03:00` and `03:00` are the next such time in `zone`, `now` included; else as
 * `parseTime`.
 * @throws MonitorError `usage` for anything else
 */
export function parseMoment(text: string, zone: string, now: number): number {
  const [, day, hour, minute] = /^([A-Za-z]+)?\s*(\d\d?):(\d\d)$/.exec(text.trim()) ?? []
  const isDay = day === undefined || weekdayOf(day) !== undefined
  if (isDay && Number(hour) < 24 && Number(minute) < 60) {
    return nextWithin(
      parseHours(`${day ?? ''} ${hour}:${minute}-${minuteAfter(Number(hour), Number(minute))} ${zone}`),
      now,
    )
  }
  const at = parseTime(text)
  if (at !== undefined) return at
  throw new MonitorError('usage', `"${text}" is not a time`, {
    hint: 'Write "Sat 03:00" or "03:00" for the next such time, or 2026-03-02T11:30:00Z.',
  })
}

function minuteAfter(hour: number, minute: number): string {
  const next = hour * 60 + minute + 1
  return `${Math.floor(next / 60)}:${String(next % 60).padStart(2, '0')}`
}

/**
 * A time up to `now` (epoch ms) as epoch ms: as `parseTime`, or a span before now such as 15m.
 * @throws MonitorError `usage` for anything else
 */
export function pastTime(text: string, now: number): number {
  const at = parseTime(text) ?? (/^[\d.]+[a-z]/.test(text) ? now - parseDuration(text) : undefined)
  if (at === undefined) {
    throw new MonitorError('usage', `"${text}" is not a time`, {
      hint: 'Write 2026-03-02T11:30:00Z, or a span before now: 15m.',
    })
  }
  if (at <= now) return at
  throw new MonitorError('usage', `${new Date(at).toISOString()} is in the future`, {
    hint: `Give a time up to now, ${new Date(now).toISOString().slice(0, 19)}Z; one without a zone is read as UTC.`,
  })
}
