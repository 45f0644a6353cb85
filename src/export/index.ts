// What other tools read: the public state as Statuspage v2 answers it, with its Atom feed and badge, the metrics of
// Prometheus, and runs as traces of OpenTelemetry. Takes current states, incidents, maintenance windows and runs; gives plain
// JSON or text. Promises of the public state: states and times only; no evidence, cost, person, note or address of this
// network, so that all of it can be public. Promises of the traces: adding a run never waits, retries and memory are bounded,
// and what was not delivered is counted.

export { createMetrics, type Metrics } from './metrics.ts'
export { atomFeed } from './statuspage/atom.ts'
export { badgeOf } from './statuspage/badge.ts'
export { type PublicState, type PublicStateInput, publicStateOf } from './statuspage/public-state.ts'
export { createTraceExporter, type TraceExporter } from './traces/exporter.ts'
