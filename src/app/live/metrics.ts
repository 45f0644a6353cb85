import { type Clock, defined } from '../../core/index.ts'
import { createMetrics, type Metrics, type TraceExporter } from '../../export/index.ts'
import type { Store } from '../../store/index.ts'
import type { EventStream } from './event-stream.ts'
import type { LiveFeed } from './live-feed.ts'

/** The metrics of a worker; counts the runs that its event stream reports as recorded. */
export function metricsOf(from: {
  readonly events: Pick<EventStream, 'subscribe'>
  readonly store: Pick<Store, 'lastRuns'>
  readonly live: Pick<LiveFeed['source'], 'snapshot'>
  readonly clock: Pick<Clock, 'now'>
  /** Undefined where no run is sent as a trace. */
  readonly traces: Pick<TraceExporter, 'counts'> | undefined
}): Metrics {
  const { events, store, live, clock } = from
  const traces = from.traces?.counts
  const metrics = createMetrics({ history: store, probes: () => live.snapshot().probes, clock, ...defined({ traces }) })
  events.subscribe((event) => {
    if (event.type === 'finished') metrics.observe(event.recorded.result)
  })
  return metrics
}
