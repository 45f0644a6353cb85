import { describe, expect, it } from 'vitest'
import { FaultBoard, type RequestFacts } from '../../src/sandbox/faults/board.ts'
import { FAULTS, faultNamed, routesHit, surfacesOf } from '../../src/sandbox/faults/catalogue.ts'
import { checkFault, faultOptionsSchema } from '../../src/sandbox/faults/options.ts'
import { SURFACES } from '../../src/sandbox/faults/surfaces.ts'
import { createClock } from '../support/clock.ts'

/** Every fault with each surface that can have it. */
const PAIRS = FAULTS.flatMap((fault) => surfacesOf(fault).map((surface) => [fault.name, surface] as const))
const routesOf = (surface: string) => SURFACES.find(({ name }) => name === surface)?.routes ?? []

describe('the fault', () => {
  it.each(PAIRS)('%s of %s hits its routes there, and nothing of any other surface', (name, surface) => {
    const board = new FaultBoard(createClock())
    board.set(checkFault(surface, name, {}))
    const fault = faultNamed(name)
    if (!fault) throw new Error('no such fault')
    const hit = new Set(routesHit(fault, surface))
    for (const other of SURFACES) {
      for (const route of other.routes) {
        const request: RequestFacts = { surface: other.name, route, stream: true }
        expect(board.inject(request) !== undefined, `${other.name} ${route}`).toBe(
          other.name === surface && hit.has(route),
        )
      }
    }
  })

  it.each(PAIRS)('%s of %s has an effect of its own that a named route gets as well', (name, surface) => {
    for (const route of routesOf(surface)) {
      const board = new FaultBoard(createClock())
      board.set(checkFault(surface, name, { route }))
      const injected = board.inject({ surface, route, stream: true })
      expect(injected).toEqual({ fault: name, effect: faultNamed(name)?.effect, headers: {} })
    }
  })

  it('is unlike every other fault in its effect', () => {
    const effects = FAULTS.map(({ effect, hits, routes }) => JSON.stringify([effect, hits, routes]))
    expect(new Set(effects).size).toBe(effects.length)
  })

  it('whose effect is an error has a status from 400 to 599 and a message', () => {
    for (const { name, effect } of FAULTS) {
      if (effect.answer?.kind !== 'error') continue
      expect(effect.answer.status, name).toBeGreaterThanOrEqual(400)
      expect(effect.answer.status, name).toBeLessThan(600)
      expect(effect.answer.message, name).not.toBe('')
    }
  })
})

describe('the options of a fault', () => {
  it.each([
    { times: 1.5 },
    { times: 1_000_001 },
    { seed: -1 },
    { seed: 2 ** 31 + 1 },
    { only: 'streams' },
    { rampMs: 0 },
    { rampMs: 86_400_001 },
    { delayMs: 600_001 },
    { route: 'x'.repeat(41) },
    { model: 'x'.repeat(101) },
    { headers: { 'X-Upper': 'a' } },
    { headers: { connection: 'close' } },
    { headers: { 'transfer-encoding': 'chunked' } },
    { headers: { 'x-long': 'x'.repeat(201) } },
    { headers: { 'x-é': 'a' } },
  ])('are refused as %j', (options) => {
    expect(faultOptionsSchema.safeParse(options).success).toBe(false)
  })

  it.each([
    {},
    { times: 1_000_000 },
    { probability: 1, seed: 2 ** 31 },
    { rampMs: 86_400_000, delayMs: 600_000 },
    { headers: { 'x-should-retry': 'false', 'retry-after': '' } },
  ])('are accepted as %j', (options) => {
    expect(faultOptionsSchema.safeParse(options)).toMatchObject({ success: true, data: options })
  })

  it('name every mistake at once', () => {
    expect(() => checkFault('api', '500', { times: 0, seed: -1, nope: 1 })).toThrow(/times: .*; seed: .*nope/)
  })

  it('count hits against the share and the number together', () => {
    const board = new FaultBoard(createClock())
    board.set(checkFault('api', '500', { probability: 0.5, times: 3, seed: 7 }))
    const hits = Array.from({ length: 100 }, () => board.inject({ surface: 'api', route: 'messages', stream: false }))
    expect(hits.filter(Boolean)).toHaveLength(3)
    expect(board.list()).toEqual([])
  })
})
