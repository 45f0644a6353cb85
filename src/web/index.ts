// The live dashboard. Takes the history's read port and the running worker, serves the report's pages, their updates, a
// JSON API and the recorded evidence. Answers on its own names only; nothing it serves may be cached or framed. What it
// changes (acknowledgements, mutes) it changes by POST from its own pages, through a port.
export type { AckByLink, AckLinkState } from './ack-port.ts'
export type { DashboardChanges } from './changes-port.ts'
export type { LiveSnapshot, LiveSource } from './live-source.ts'
export type { MonitorFacts } from './monitor-port.ts'
export type { ReadingSource } from './readings.ts'
export type { IncomingReport, ReportDesk } from './report-desk.ts'
export { type Dashboard, type DashboardOptions, startDashboard } from './start.ts'
