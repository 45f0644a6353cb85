import { listOf, plural } from '../../src/core/index.ts'
import type { AlertsPageModel } from '../model/alerts-page.ts'
import type { DisplayState } from '../model/model.ts'

const LIST = { longest: 4, named: 3 }

/** The headline of the alerts page: which channels do not deliver, or that all do. */
export function alertsHeadline({ channels, messages }: AlertsPageModel): {
  readonly text: string
  readonly standing: DisplayState
} {
  const refused = channels.filter(({ waiting }) => waiting?.refusal)
  if (refused.length > 0) {
    const names = listOf(
      refused.map(({ name }) => name),
      LIST,
    )
    return { text: `${names} ${refused.length === 1 ? 'refuses' : 'refuse'} alerts.`, standing: 'down' }
  }
  const waiting = channels.reduce((sum, channel) => sum + (channel.waiting?.count ?? 0), 0)
  if (waiting > 0)
    return { text: `${plural(waiting, 'alert waits', 'alerts wait')} to be delivered.`, standing: 'degraded' }
  if (channels.length === 0) return { text: 'No channel for alerts.', standing: 'waiting' }
  if (messages.length === 0 && channels.every(({ lastSentAt }) => lastSentAt === undefined)) {
    return { text: 'No alert was sent yet.', standing: 'waiting' }
  }
  return { text: 'No alert waits.', standing: 'operational' }
}
