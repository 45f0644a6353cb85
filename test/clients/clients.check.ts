import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULTS, surfacesOf } from '../../src/sandbox/faults/catalogue.ts'
import { type Bench, CLIENTS, OTHER_FAULTS, type Row, startBench } from './bench.ts'
import { expectedOf, FAULTS_WITH_EXPECTATION } from './expected.ts'
import { installClients } from './install.ts'
import { writeTables } from './table.ts'

// Real clients against every fault of the sandbox: `npm run test:clients`. Not part of `npm test`, because the clients
// are 0.9 GB, and take some ten minutes.
const faults = [
  'none',
  ...FAULTS.filter((fault) => surfacesOf(fault).includes('cli')).map(({ name }) => name),
  ...Object.keys(OTHER_FAULTS),
]
const rows: Row[] = []
let bench: Bench

beforeAll(async () => {
  bench = await startBench(installClients())
})

afterAll(async () => {
  await bench.stop()
  if (rows.length === CLIENTS.length * faults.length) writeTables(rows, new Date().toISOString().slice(0, 10))
})

it('knows what to expect of every fault a command line can meet', () => {
  expect([...FAULTS_WITH_EXPECTATION].sort()).toEqual([...faults].sort())
})

describe.concurrent.each(CLIENTS)('%s', (client) => {
  it('is judged right with every fault', async () => {
    const wrong: string[] = []
    for (const fault of faults) {
      const row = await bench.run(client, fault)
      rows.push(row)
      const verdict = row.class === '–' ? 'passed' : row.class
      const expected: readonly string[] = expectedOf(client, fault)
      if (!expected.includes(verdict)) wrong.push(`${fault}: ${verdict} (${row.message}), not ${expected.join(' or ')}`)
    }
    expect(wrong).toEqual([])
  })
})
