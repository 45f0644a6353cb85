import type { Clock } from '../../core/index.ts'
import { createMetrics, type Metrics } from '../../export/index.ts'
import type { Store } from '../../store/index.ts'
import type { EventStream } from './event-stream.ts'
import type { LiveFeed } from './live-feed.ts'

/** The metrics of a worker; counts the runs that its event stream reports as recorded. */
export function metricsOf(from: {
  readonly events: Pick<EventStream, 'subscribe'>
  readonly store: Pick<Store, 'lastRuns'>
  readonly live: Pick<LiveFeed['source'], 'snapshot'>
  readonly clock: Pick<Clock, 'now'>
}): Metrics {
  const { events, store, live, clock } = from
  const metrics = createMetrics({ history: store, probes: () => live.snapshot().probes, clock })
  events.subscribe((event) => {
    if (event.type === 'finished') metrics.observe(event.recorded.result)
  })
  return metrics
}
