import type { History } from '../core/index.ts'
import { readQuietWindows } from './quiet.ts'
import { readAlerts } from './read-alerts.ts'
import { type HealthSource, readHealth } from './read-health.ts'
import { readIncidents } from './read-incidents.ts'
import { readOpenNotices, readStates, readSurfaces, readTransitions } from './read-judgement.ts'
import { findRuns, lastRuns } from './read-runs.ts'
import { readMeasures, readOutcomes, readStatuses } from './read-series.ts'
import { recentRuns } from './recent-runs.ts'
import { readSpend } from './spend.ts'
import { readWatched } from './watched.ts'
import { readWitness } from './witness-read.ts'
import { lastHeartbeat } from './workers.ts'

/** The read port over what is committed. */
export function createHistory(source: HealthSource): History {
  const { db, names } = source
  return {
    surfaces: () => readSurfaces(db, names),
    lastRuns: () => lastRuns(db, names),
    watched: () => readWatched(db),
    lastHeartbeat: (exceptLocation) => lastHeartbeat(db, exceptLocation),
    quietWindows: (now) => readQuietWindows(db, now),
    runs: (query) => findRuns(db, names, query),
    recentRuns: (query) => recentRuns(db, names, query),
    outcomes: (range) => readOutcomes(db, names, range),
    measures: (range) => readMeasures(db, names, range),
    statuses: (range) => readStatuses(db, names, range),
    states: (range) => readStates(db, names, range),
    transitions: (range) => readTransitions(db, names, range),
    incidents: (range) => readIncidents(db, names, range),
    openNotices: () => readOpenNotices(db),
    alerts: (query) => readAlerts(db, query),
    witness: (range) => readWitness(db, names, range),
    health: (range) => readHealth(source, range),
    spend: (range) => readSpend(db, range),
  }
}
