import { expect, it } from 'vitest'
import { createLiveFeed, type LiveFeedDeps } from '../../src/app/live/live-feed.ts'
import type { Alert } from '../../src/core/index.ts'

const alertOf = (headline: string) => ({ type: 'alerted' as const, alerts: [{ headline } as Alert] })

it('shows the alerts of a start to the first that listens, once, although it listens only after them', () => {
  const feed = createLiveFeed({} as LiveFeedDeps)
  feed.source.subscribe(() => {})
  feed.tell(alertOf('incident closed: API is no longer watched'))
  const heads: string[] = []
  const listen = () =>
    feed.subscribe((event) => {
      if (event.type === 'alerted') heads.push(...event.alerts.map(({ headline }) => headline))
    })
  const end = listen()
  feed.tell(alertOf('API is DOWN'))
  end()
  listen()
  expect(heads).toEqual(['incident closed: API is no longer watched', 'API is DOWN'])
})
