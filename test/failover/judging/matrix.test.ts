import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MatrixCell, outcomeOf, proofsOf } from '../../../src/failover/index.ts'
import { PROXY_FAULTS } from '../../../src/fault-proxy/index.ts'
import { cell, DIRECT, GATEWAY } from './kit.ts'

const B = { surface: 'openai/api', model: 'meridian-9', sandbox: false }
const routes = [GATEWAY, DIRECT]
const direct = cell({ route: 'direct', verdict: 'error', servedBy: undefined } as never)

function proofs(cells: readonly MatrixCell[], modelB: Parameters<typeof proofsOf>[0]['modelB'] = B) {
  return proofsOf({ at: 1_000, cells, routes, ...(modelB ? { modelB } : {}) })
}

describe('the outcome of a failover test', () => {
  it('is green only where every cell is, whatever the direct route did', () => {
    expect(outcomeOf({ cells: [cell(), direct], routes })).toBe('green')
    expect(outcomeOf({ cells: [cell(), cell({ fault: '500', verdict: 'lost' })], routes })).toBe('failed')
    expect(outcomeOf({ cells: [cell(), cell({ fault: '500', verdict: 'waits' })], routes })).toBe('failed')
  })

  it('is unknown where a cell was not exercised, and failed where another failed as well', () => {
    const open = cell({ fault: '500', verdict: 'not exercised' })
    expect(outcomeOf({ cells: [cell(), open], routes })).toBe('unknown')
    expect(outcomeOf({ cells: [cell({ verdict: 'error' }), open], routes })).toBe('failed')
    expect(outcomeOf({ cells: [direct], routes })).toBe('unknown')
    expect(outcomeOf({ cells: [], routes: [] })).toBe('unknown')
  })
})

describe('the proofs of a failover test', () => {
  it('are one for each class of failure and route, with the client and the slowest time', () => {
    const cells = [
      cell({ tookMs: 400.4 }),
      cell({ fault: 'overloaded-mid', tookMs: 900.6 }),
      cell({ fault: 'hang' }),
      direct,
    ]
    const common = { route: 'gateway', through: 'openai/api', at: 1_000, green: true, client: 'HTTP (messages)' }
    expect(proofs(cells)).toEqual([
      { ...common, class: 'overloaded', tookMs: 901 },
      { ...common, class: 'timeout', tookMs: 400 },
    ])
  })

  it('are red where one fault of a class was not taken over', () => {
    const cells = [cell(), cell({ fault: 'overloaded-mid', verdict: 'lost' })]
    expect(proofs(cells)).toEqual([
      {
        class: 'overloaded',
        route: 'gateway',
        through: 'openai/api',
        at: 1_000,
        green: false,
        client: 'HTTP (messages)',
      },
    ])
  })

  it('are none where A answered, nothing was exercised, B is the sandbox or nobody names B', () => {
    expect(proofs([cell({ fault: 'slow', servedBy: 'A' }), cell({ verdict: 'not exercised' })])).toEqual([])
    expect(proofs([cell()], { ...B, sandbox: true })).toEqual([])
    expect(proofs([cell()], { sandbox: false })).toEqual([])
    expect(proofsOf({ at: 0, cells: [cell()], routes })).toEqual([])
  })

  it('never say more than their cells', () => {
    const cells = fc.array(
      fc.record({
        fault: fc.constantFrom(...PROXY_FAULTS.map(({ name }) => name)),
        verdict: fc.constantFrom('green', 'lost', 'error', 'waits', 'not exercised'),
        servedBy: fc.constantFrom('A', 'B', 'A+B'),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(cells, (made) => {
        const all = made.map((one) => cell(one as Partial<MatrixCell>))
        for (const proof of proofs(all)) {
          const ofClass = all.filter((one) => one.class === proof.class && one.verdict !== 'not exercised')
          const failed = ofClass.some(({ verdict, servedBy }) => verdict !== 'green' && servedBy !== 'A')
          if (proof.green) expect(failed).toBe(false)
          expect(ofClass.length).toBeGreaterThan(0)
        }
      }),
    )
  })
})
