import { describe } from 'vitest'
import { outboxContract } from './contract/outbox.ts'
import { runsContract } from './contract/runs.ts'
import { seriesContract } from './contract/series.ts'
import { spendContract } from './contract/spend.ts'
import { transactionsContract } from './contract/transactions.ts'
import { verdictsContract } from './contract/verdicts.ts'
import { workersContract } from './contract/workers.ts'
import { guarded, sqlite } from './kit.ts'

// What every store must do, whichever database is under it.
describe.each([['SQLite', sqlite]] as const)('a store on %s', (_, factory) => {
  describe('runs', () => runsContract(factory))
  describe('transactions', () => transactionsContract(factory))
  describe('verdicts', () => verdictsContract(factory))
  describe('the outbox', () => outboxContract(factory))
  describe('series', () => seriesContract(factory))
  describe('spending', () => spendContract(factory))
  describe('workers', () => workersContract(factory))
})

describe('a guarded store', () => {
  describe('workers', () => workersContract(guarded))
})
