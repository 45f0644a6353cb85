import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FaultBoard, type RequestFacts } from '../../src/sandbox/faults/board.ts'
import { checkFault } from '../../src/sandbox/faults/options.ts'
import { createClock } from '../support/clock.ts'

const request = (over: Partial<RequestFacts> = {}): RequestFacts => ({
  surface: 'api',
  route: 'messages',
  stream: false,
  ...over,
})

function boardWith(surface: string, fault: string, options: unknown = {}, clock = createClock()) {
  const board = new FaultBoard(clock)
  board.set(checkFault(surface, fault, options))
  return board
}

const hits = (board: FaultBoard, times: number, over: Partial<RequestFacts> = {}) =>
  Array.from({ length: times }, () => board.inject(request(over)) !== undefined)

describe('a fault on the board', () => {
  it('hits its own surface and no other', () => {
    const board = boardWith('api', '500')
    expect(board.inject(request())?.fault).toBe('500')
    expect(board.inject(request({ surface: 'cli' }))).toBeUndefined()
  })

  it('of the login hits the submission, not the page', () => {
    const board = boardWith('login', '500')
    expect(board.inject(request({ surface: 'login', route: 'page' }))).toBeUndefined()
    expect(board.inject(request({ surface: 'login', route: 'sign-in' }))?.fault).toBe('500')
  })

  it('of the page itself hits the page', () => {
    const board = boardWith('login', 'challenge')
    expect(board.inject(request({ surface: 'login', route: 'page' }))?.fault).toBe('challenge')
    expect(board.inject(request({ surface: 'login', route: 'sign-in' }))).toBeUndefined()
  })

  it('goes away after so many times', () => {
    const board = boardWith('api', '529', { times: 2 })
    expect(hits(board, 4)).toEqual([true, true, false, false])
    expect(board.list()).toEqual([])
  })

  it('of events does not hit requests that do not stream', () => {
    const board = boardWith('api', 'overloaded-mid')
    expect(hits(board, 1)).toEqual([false])
    expect(hits(board, 1, { stream: true })).toEqual([true])
  })

  it('can be for streams only, for one route only and for one model only', () => {
    expect(hits(boardWith('api', '500', { only: 'stream' }), 1)).toEqual([false])
    expect(hits(boardWith('api', '500', { only: 'non-stream' }), 1)).toEqual([true])
    expect(hits(boardWith('api', '500', { route: 'models' }), 1)).toEqual([false])
    expect(hits(boardWith('api', '500', { route: 'models' }), 1, { route: 'models' })).toEqual([true])
    expect(hits(boardWith('api', '500', { model: 'lumen-large-2' }), 1, { model: 'lumen-small-2' })).toEqual([false])
    expect(hits(boardWith('api', '500', { model: 'lumen-large-2' }), 1, { model: 'lumen-large-2' })).toEqual([true])
  })

  it('on one route is independent of a fault on another, and both are healed together', () => {
    const board = boardWith('api', '500', { route: 'models' })
    board.set(checkFault('api', '529', { route: 'count_tokens' }))
    expect(board.inject(request({ route: 'models' }))?.fault).toBe('500')
    expect(board.inject(request({ route: 'count_tokens' }))?.fault).toBe('529')
    expect(board.clear('api')).toBe(2)
    expect(board.clear()).toBe(0)
  })

  it('is replaced by the next one for the same door', () => {
    const board = boardWith('api', '500')
    board.set(checkFault('api', 'hang', {}))
    expect(board.list().map(({ fault }) => fault)).toEqual(['hang'])
  })

  it('with a probability hits about that share, and the same requests for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.constantFrom(0.05, 0.35, 0.8), (seed, probability) => {
        const first = hits(boardWith('api', '500', { seed, probability }), 1_000)
        expect(hits(boardWith('api', '500', { seed, probability }), 1_000)).toEqual(first)
        const share = first.filter(Boolean).length / first.length
        expect(Math.abs(share - probability)).toBeLessThan(0.08)
      }),
      { numRuns: 25 },
    )
  })

  it('that ramps up hits no request at first, half of them half way, and all at the end', () => {
    const clock = createClock()
    const board = boardWith('api', '500', { rampMs: 60_000 }, clock)
    expect(hits(board, 50)).not.toContain(true)
    clock.advance(30_000)
    expect(hits(board, 1_000).filter(Boolean).length).toBeGreaterThan(400)
    clock.advance(30_000)
    expect(hits(board, 50)).not.toContain(false)
  })

  it('that is slow and ramps up gets later and later', () => {
    const clock = createClock()
    const board = boardWith('api', 'slow', { rampMs: 10_000, delayMs: 1_000 }, clock)
    const delay = () => board.inject(request())?.effect.wait?.ms
    expect(delay()).toBe(0)
    clock.advance(5_000)
    expect(delay()).toBe(500)
    clock.advance(50_000)
    expect(delay()).toBe(1_000)
  })

  it('is unaffected by a clock that jumps back', () => {
    const clock = createClock()
    const board = boardWith('api', 'slow', { rampMs: 10_000 }, clock)
    clock.advance(-3_600_000)
    expect(board.inject(request())?.effect.wait?.ms).toBe(0)
  })

  it('uses the delay as its lateness when it is slow, and as a wait before it hits otherwise', () => {
    const late = boardWith('api', 'slow-first-token', { delayMs: 700 }).inject(request({ stream: true }))
    expect(late?.effect.wait).toEqual({ at: 'first-token', ms: 700 })
    const failing = boardWith('api', '500', { delayMs: 700 }).inject(request())
    expect(failing?.effect.wait).toEqual({ at: 'start', ms: 700 })
    expect(failing?.effect.answer).toMatchObject({ status: 500 })
  })

  it('is listed with its start, options and number of hits', () => {
    const board = boardWith('api', '500', { probability: 1 })
    hits(board, 3)
    expect(board.list()).toEqual([
      { surface: 'api', fault: '500', since: createClock().now(), options: { probability: 1 }, hits: 3 },
    ])
  })
})
