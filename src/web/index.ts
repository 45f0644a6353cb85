// The live dashboard. Takes the history's read port and the running worker; serves the report's pages, their updates, a
// JSON API and the recorded evidence. Promises: answers requests for its own names only; no answer may be cached or framed;
// changes (acknowledgements, mutes) come by POST from its own pages and go through a port.
export type { AckByLink, AckLinkState } from './ack-port.ts'
export type { DashboardChanges } from './changes-port.ts'
export type { LiveSnapshot, LiveSource } from './live-source.ts'
export type { MonitorFacts } from './monitor-port.ts'
export type { ReadingSource } from './readings.ts'
export type { ReportDesk } from './report-desk.ts'
export { type Dashboard, type DashboardOptions, startDashboard } from './start.ts'
