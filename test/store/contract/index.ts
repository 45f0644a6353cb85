import { describe } from 'vitest'
import type { StoreFactory } from '../kit.ts'
import { acknowledgementsContract } from './acknowledgements.ts'
import { afterwardsContract } from './afterwards.ts'
import { alertReadingsContract } from './alert-readings.ts'
import { drillsContract } from './drills.ts'
import { incidentNotesContract } from './incident-notes.ts'
import { messagesContract } from './messages.ts'
import { outagePlansContract } from './outage-plans.ts'
import { outboxContract } from './outbox.ts'
import { personReportsContract } from './person-reports.ts'
import { proofsContract } from './proofs.ts'
import { pruningContract } from './pruning.ts'
import { requestsContract } from './requests.ts'
import { rollUpContract } from './roll-up.ts'
import { runTextsContract } from './run-texts.ts'
import { runsContract } from './runs.ts'
import { seriesContract } from './series.ts'
import { setupPartsContract } from './setup-parts.ts'
import { spendContract } from './spend.ts'
import { transactionsContract } from './transactions.ts'
import { verdictsContract } from './verdicts.ts'
import { workersContract } from './workers.ts'

/** What every store must do, whichever database is under it. */
export function storeContract(factory: StoreFactory): void {
  describe('runs', () => {
    runsContract(factory)
    runTextsContract(factory)
  })
  describe('requests of runs', () => requestsContract(factory))
  describe('transactions', () => transactionsContract(factory))
  describe('verdicts', () => verdictsContract(factory))
  describe('acknowledgements', () => acknowledgementsContract(factory))
  describe('notes and kept runs of incidents', () => incidentNotesContract(factory))
  describe('the outbox', () => outboxContract(factory))
  describe('messages', () => messagesContract(factory))
  describe('readings of alerts', () => alertReadingsContract(factory))
  describe('failover proofs', () => proofsContract(factory))
  describe('what is left to do after an outage', () => afterwardsContract(factory))
  describe('plans of outages', () => outagePlansContract(factory))
  describe('reports of people', () => personReportsContract(factory))
  describe('series', () => {
    seriesContract(factory)
    describe('a roll-up', () => rollUpContract(factory))
    describe('pruning', () => pruningContract(factory))
  })
  describe('scores of drills', () => drillsContract(factory))
  describe('spending', () => spendContract(factory))
  describe('parts of a setup', () => setupPartsContract(factory))
  describe('workers', () => workersContract(factory))
}
