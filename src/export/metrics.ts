import { createRequire } from 'node:module'
import type { Registry } from 'prom-client'
import {
  type Clock,
  type History,
  isSilent,
  probeId,
  type RunResult,
  surfaceId,
  type WatchedProbe,
} from '../core/index.ts'
import type { TraceCounts } from './traces/exporter.ts'

/** The metrics of a worker in the text format of Prometheus. */
export interface Metrics {
  /** Counts a run that was recorded. */
  observe(run: RunResult): void
  /** The text to scrape. */
  text(): Promise<string>
}

/** Loads the client on first use: it takes a tenth of the time of a command that measures nothing. */
const client = (): typeof import('prom-client') => createRequire(import.meta.url)('prom-client')

const PROBE_LABELS = ['target', 'surface', 'probe', 'location', 'instance'] as const
const MS = 1_000

/**
 * Metrics that rules for the blackbox exporter work with: `probe_success` and `probe_duration_seconds`. A probe has no sample
 * when its last run could not measure, and when it reported nothing for two intervals; only the time of its last run stays.
 */
export function createMetrics(deps: {
  readonly history: Pick<History, 'lastRuns'>
  /** The probes that run now. */
  readonly probes: () => readonly WatchedProbe[]
  readonly clock: Pick<Clock, 'now'>
  /** Counts of the runs that are sent as traces. Default: none are sent. */
  readonly traces?: () => TraceCounts
}): Metrics {
  const { Counter, Registry } = client()
  const registry = new Registry()
  const gauges = gaugesIn(registry)
  if (deps.traces) countTraces(registry, deps.traces)
  const runs = new Counter({
    name: 'doorwatch_runs_total',
    help: 'Recorded runs by outcome, and by class of failure where one failed.',
    labelNames: [...PROBE_LABELS, 'outcome', 'class'],
    registers: [registry],
  })
  return {
    observe(run) {
      runs.inc({ ...labelsOf(run), outcome: run.outcome, class: run.failure?.class ?? '' })
    },
    async text() {
      const lastRuns = await deps.history.lastRuns()
      const everyMs = new Map(deps.probes().map((probe) => [probeId(probe), probe.everyMs]))
      const now = deps.clock.now()
      for (const gauge of Object.values(gauges)) gauge.reset()
      for (const run of lastRuns) {
        const interval = everyMs.get(probeId(run))
        if (interval !== undefined) setSamples(gauges, run, { now, everyMs: interval })
      }
      return registry.metrics()
    },
  }
}

/** Read at each scrape: the exporter counts. */
function countTraces(registry: Registry, counts: () => TraceCounts): void {
  const { Counter } = client()
  new Counter({
    name: 'doorwatch_traces_total',
    help: 'Runs that were sent as traces, by what became of them: delivered or dropped.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [result, runs] of Object.entries(counts())) this.inc({ result }, runs)
    },
  })
}

type Gauges = ReturnType<typeof gaugesIn>

function gaugesIn(registry: Registry) {
  const { Gauge } = client()
  const gauge = <Label extends string>(name: string, help: string, more: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames: [...PROBE_LABELS, ...more], registers: [registry] })
  return {
    success: gauge('probe_success', 'Whether the last run passed: 1, also when it was slow, or 0.'),
    duration: gauge('probe_duration_seconds', 'How long the last run took.'),
    step: gauge('doorwatch_step_duration_seconds', 'How long a step of the last run took.', ['step']),
    firstToken: gauge('doorwatch_first_token_seconds', 'Time to the first token in a step of the last run.', ['step']),
    lastRun: gauge('doorwatch_last_run_timestamp_seconds', 'When the last run ended.'),
  }
}

function setSamples(
  gauges: Gauges,
  run: RunResult,
  { now, everyMs }: { readonly now: number; readonly everyMs: number },
): void {
  const labels = labelsOf(run)
  const endedAt = run.startedAt + run.durationMs
  gauges.lastRun.set(labels, endedAt / MS)
  if (run.outcome === 'error' || isSilent({ quietMs: now - endedAt, everyMs })) return
  gauges.success.set(labels, run.outcome === 'failed' ? 0 : 1)
  gauges.duration.set(labels, run.durationMs / MS)
  for (const { name, durationMs, measures } of run.steps) {
    gauges.step.set({ ...labels, step: name }, durationMs / MS)
    const firstTokenMs = measures.ttft_ms
    if (firstTokenMs !== undefined) gauges.firstToken.set({ ...labels, step: name }, firstTokenMs / MS)
  }
}

function labelsOf({ target, surface, probe, location }: RunResult) {
  return { target, surface, probe, location, instance: surfaceId({ target, surface }) }
}
