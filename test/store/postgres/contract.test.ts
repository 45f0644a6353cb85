import { describe } from 'vitest'
import { storeContract } from '../contract/index.ts'
import { pglite } from './pglite.ts'

// Skipped: a reader during an open transaction, because PGlite has one session. Different: PostgreSQL cannot store NUL.
describe('a store on PostgreSQL (PGlite)', () => storeContract(pglite))
