import type { Config } from '../../config/index.ts'
import { type Clock, defined, type Log, SECOND } from '../../core/index.ts'
import { createTraceExporter, type TraceExporter } from '../../export/index.ts'
import type { Chore } from '../process/chores.ts'
import type { Lifecycle } from '../process/lifecycle.ts'
import type { EventStream } from './event-stream.ts'

const EVERY_MS = 5 * SECOND
/** What waits when the worker stops is sent within this time, ms, or lost. */
const LAST_FLUSH_MS = SECOND

/** The recorded runs of a worker on their way to a collector. */
export interface WorkerTraces extends Pick<TraceExporter, 'counts'> {
  readonly chore: Chore
}

/**
 * Sends the runs that the event stream reports as recorded, and what waits when the worker stops. Undefined where the
 * configuration names no collector.
 */
export function tracesOf(from: {
  readonly config: Pick<Config, 'traces' | 'dashboard'>
  readonly events: Pick<EventStream, 'subscribe'>
  readonly fetch: typeof fetch
  readonly scrub: <T>(data: T) => T
  readonly life: Pick<Lifecycle, 'onEnd'>
  readonly deps: { readonly clock: Clock; readonly random: () => number; readonly log: Log; readonly version: string }
}): WorkerTraces | undefined {
  const { config, events, fetch, scrub, life, deps } = from
  if (!config.traces) return undefined
  const { clock, random, log, version } = deps
  const exporter = createTraceExporter({
    ...{ ...config.traces, fetch, scrub, clock, random, log, version },
    ...defined({ dashboardUrl: config.dashboard.publicUrl }),
  })
  events.subscribe((event) => {
    if (event.type === 'finished') exporter.add(event.recorded.result)
  })
  life.onEnd('traces', () => exporter.flush(AbortSignal.timeout(LAST_FLUSH_MS)))
  return {
    counts: exporter.counts,
    chore: {
      ...{ name: 'sending traces', everyMs: EVERY_MS, afterMs: EVERY_MS },
      work: (_now, stopping) => exporter.flush(stopping),
    },
  }
}
