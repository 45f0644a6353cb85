import type { History } from '../core/index.ts'
import { readAlerts } from './alerts/read-alerts.ts'
import { channelBacklogs } from './alerts/read-backlogs.ts'
import { readChannelReach, readMessages } from './alerts/read-messages.ts'
import { readAfterwards } from './continuity/afterwards.ts'
import { readDrills } from './continuity/drills.ts'
import { readGoldenAnswers } from './continuity/golden-answers.ts'
import { outageReadings } from './continuity/outage-readings.ts'
import { readProofs } from './continuity/proofs.ts'
import { readUnexpiredWindows } from './judgement/mutes.ts'
import { incidentNamed } from './judgement/read-incidents.ts'
import { readOpenNotices, readStates, readSurfaces, readTransitions } from './judgement/read-judgement.ts'
import { readWatched } from './judgement/watched.ts'
import { findRuns, lastRuns } from './runs/read-runs.ts'
import { recentRuns } from './runs/recent-runs.ts'
import { readSpend } from './runs/spend.ts'
import type { StoreDatabase } from './schema/dialect.ts'
import type { Names } from './schema/names.ts'
import { readHealth } from './series/read-health.ts'
import { readStatuses } from './series/read-series.ts'
import { readSlotTotals } from './series/slot-totals.ts'
import { readReports, readReportTokens } from './witness/person-reports.ts'
import { readWitness } from './witness/read.ts'
import { readSetupChanges } from './workers/setup-parts.ts'
import { lastHeartbeat } from './workers/workers.ts'

/** Reads what is committed. */
export function createHistory(database: Pick<StoreDatabase, 'reader' | 'dialect' | 'bytes'>, names: Names): History {
  const { reader: db, dialect, bytes } = database
  return {
    surfaces: () => readSurfaces(db, names),
    lastRuns: () => lastRuns(db, names),
    watched: () => readWatched(db),
    lastHeartbeat: (exceptLocation) => lastHeartbeat(db, exceptLocation),
    quietWindows: (now) => readUnexpiredWindows(db, now),
    runs: (query) => findRuns({ db, names, dialect }, query),
    recentRuns: (query) => recentRuns({ db, names, dialect }, query),
    ...outageReadings(db, names, dialect),
    statuses: (range) => readStatuses(db, names, range),
    slotTotals: (range) => readSlotTotals(db, names, range),
    states: (range) => readStates(db, names, range),
    transitions: (range) => readTransitions(db, names, range),
    incidentNamed: (name) => incidentNamed(db, names, name),
    openNotices: () => readOpenNotices(db),
    alerts: (query) => readAlerts(db, query),
    messages: (query) => readMessages(db, query),
    channelReach: () => readChannelReach(db),
    channelBacklogs: (now) => channelBacklogs(db, now),
    witness: (range) => readWitness(db, names, range),
    health: (range) => readHealth({ db, names, bytes }, range),
    spend: (range) => readSpend(db, range),
    afterwards: () => readAfterwards(db),
    goldenAnswers: () => readGoldenAnswers(db),
    proofs: () => readProofs(db),
    drills: () => readDrills(db),
    reports: (range) => readReports(db, names, range),
    reportTokens: () => readReportTokens(db),
    setupChanges: (range) => readSetupChanges(db, names, range),
  }
}
