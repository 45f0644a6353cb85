import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKeptOut, judgeCell, unsteady } from '../../../src/failover/judging/cell.ts'
import { PROXY_FAULTS } from '../../../src/fault-proxy/index.ts'
import { exercised, faultNamed, GOLDEN } from './kit.ts'

const MID = faultNamed('overloaded-mid')

describe('a cell of the route matrix', () => {
  it('is green where B gave the right answer although the fault was injected', () => {
    expect(judgeCell(faultNamed('529'), exercised({}))).toEqual({
      verdict: 'green',
      servedBy: 'B',
      text: 'B answered after 400 ms',
    })
  })

  it('names A where it answered after all, and both where B completed the stream of A', () => {
    expect(judgeCell(faultNamed('slow'), exercised({ text: GOLDEN.a })).servedBy).toBe('A')
    expect(judgeCell(MID, exercised({ text: GOLDEN.a })).servedBy).toBe('A+B')
  })

  it('is lost where the status says success and no right answer came', () => {
    const shown = exercised({ text: GOLDEN.a.slice(0, 15), complete: false, error: 'overloaded_error: Overloaded' })
    expect(judgeCell(MID, shown)).toEqual({
      verdict: 'lost',
      text: 'logged as success and lost: HTTP 200, then "overloaded_error: Overloaded"',
      shown: 'overloaded_error: Overloaded',
    })
    const silent = judgeCell(faultNamed('truncated'), exercised({ text: 'b00c0ffee kite', complete: false }))
    expect(silent).toMatchObject({ verdict: 'lost', text: expect.stringContaining('breaks off without an error') })
    expect(silent).not.toHaveProperty('shown')
  })

  it('is lost where the answer of B follows a broken part of A', () => {
    const { verdict, text } = judgeCell(MID, exercised({ text: `${GOLDEN.a.slice(0, 15)}${GOLDEN.b}` }))
    expect([verdict, text]).toEqual(['lost', expect.stringContaining('follows a broken part')])
  })

  it('is lost where the right words came without their end', () => {
    expect(judgeCell(faultNamed('truncated'), exercised({ complete: false })).verdict).toBe('lost')
  })

  it('is lost where a client without a status ends well with a wrong answer', () => {
    const reply = { text: 'sorry', complete: true }
    expect(judgeCell(MID, { ...exercised({}), reply })).toMatchObject({ verdict: 'lost' })
  })

  it('shows an error where the status or the client does', () => {
    const refused = exercised({ text: '', complete: false, httpStatus: 529, error: 'HTTP 529: Overloaded' })
    expect(judgeCell(faultNamed('529'), refused)).toEqual({
      verdict: 'error',
      text: 'error shown: HTTP 529: Overloaded',
      shown: 'HTTP 529: Overloaded',
    })
    const cli = { text: '', complete: false, error: 'API Error: Repeated 529 Overloaded errors' }
    expect(judgeCell(MID, { ...exercised({}), reply: cli }).verdict).toBe('error')
  })

  it('waits where no answer came in time', () => {
    expect(judgeCell(faultNamed('hang'), exercised(undefined, { tookMs: 30_000 }))).toEqual({
      verdict: 'waits',
      text: 'no answer within 30 s',
    })
  })

  it.each([
    [{ seen: 0, injected: 0 }, {}, 'model B answered and A was not asked'],
    [{ seen: 0, injected: 0 }, { text: 'no', error: 'HTTP 404' }, 'the request did not reach the proxy'],
    [{ seen: 1, injected: 0, upstreamError: 401 }, {}, 'provider A answered HTTP 401 by itself'],
    [{ seen: 1, injected: 0, upstreamError: 0 }, {}, 'provider A cannot be reached'],
    [{ seen: 1, injected: 0 }, {}, 'the answer ended before the fault'],
    [{ seen: 1, injected: 0 }, undefined, 'provider A did not answer in time by itself'],
  ])('is not exercised without an injected fault: %j', (sighting, reply, text) => {
    expect(judgeCell(MID, exercised(reply, { sighting }))).toEqual({ verdict: 'not exercised', text })
  })

  it('is green only where the fault was injected and the whole right answer came', () => {
    const reply = fc.record({
      text: fc.constantFrom(GOLDEN.a, GOLDEN.b, '', GOLDEN.b.slice(2), 'something else'),
      complete: fc.boolean(),
      httpStatus: fc.constantFrom(200, 429, 500, 529),
    })
    const sighting = fc.record({ seen: fc.nat(3), injected: fc.nat(3) })
    fc.assert(
      fc.property(fc.constantFrom(...PROXY_FAULTS), reply, sighting, fc.boolean(), (fault, got, seen, isError) => {
        const full = { ...got, ...(isError ? { error: 'x' } : {}) }
        const { verdict, servedBy } = judgeCell(fault, exercised(full, { sighting: seen }))
        const isRight = got.complete && !isError && [GOLDEN.a, GOLDEN.b].includes(got.text)
        expect(verdict === 'green').toBe(seen.injected > 0 && isRight)
        expect(servedBy === undefined).toBe(verdict !== 'green')
      }),
    )
  })
})

describe('a route without a fault', () => {
  const passed = { sighting: { seen: 1, injected: 0 } }

  it('is steady where A answered through the proxy', () => {
    expect(unsteady(exercised({ text: GOLDEN.a }, passed))).toBeUndefined()
  })

  it.each([
    [exercised({}, passed), 'model B answered, although nothing was injected'],
    [exercised({}, { sighting: { seen: 0, injected: 0 } }), 'answered without asking the proxy'],
    [exercised({ text: 'hm' }, { sighting: { seen: 0, injected: 0 } }), 'the request did not reach the proxy'],
    [exercised({ text: 'hm' }, passed), 'a wrong answer of provider A'],
    [exercised({ text: '', error: 'HTTP 401' }, passed), 'an error, although nothing was injected: HTTP 401'],
    [exercised(undefined, passed), 'no answer, although nothing was injected'],
  ])('says what is wrong with it', (exercise, why) => {
    expect(unsteady(exercise)).toBe(why)
  })

  it('is kept from A where B answered and the proxy saw nothing', () => {
    expect(isKeptOut(exercised({}, { sighting: { seen: 0, injected: 0 } }))).toBe(true)
    expect(isKeptOut(exercised({}, passed))).toBe(false)
    expect(isKeptOut(exercised(undefined, { sighting: { seen: 0, injected: 0 } }))).toBe(false)
  })
})
