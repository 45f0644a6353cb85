import { describe } from 'vitest'
import { storeContract } from '../contract/index.ts'
import { pglite } from './pglite.ts'

// Left out: a reader beside an open transaction, since PGlite has one session. Different: NUL in a text, which PostgreSQL
// cannot hold.
describe('a store on PostgreSQL (PGlite)', () => storeContract(pglite))
