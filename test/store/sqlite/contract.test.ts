import { describe } from 'vitest'
import { storeContract } from '../contract/index.ts'
import { workersContract } from '../contract/workers.ts'
import { guarded, sqlite } from '../kit.ts'

describe('a store on SQLite', () => storeContract(sqlite))

describe('a guarded store', () => {
  describe('workers', () => workersContract(guarded))
})
