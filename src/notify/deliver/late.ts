import { type Alert, formatDuration, MINUTE } from '../../core/index.ts'
import { timeAndDay } from '../text/words.ts'

/**
 * The alert as it reads when it goes out late: a word on an outage that arrives after the word on its recovery must not
 * be taken for news. Unchanged within a minute of its time.
 */
export function lateAlert(alert: Alert, ageMs: number): Alert {
  const lateMs = Math.floor(ageMs / MINUTE) * MINUTE
  if (lateMs < MINUTE) return alert
  const late = formatDuration(lateMs)
  return {
    ...alert,
    headline: `[${late} late] ${alert.headline}`,
    lines: [`Written at ${timeAndDay(alert.at)}; it could not be delivered for ${late}.`, ...alert.lines],
  }
}
