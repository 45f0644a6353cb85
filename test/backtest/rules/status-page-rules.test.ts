import { describe, expect, it } from 'vitest'
import { openstatus, upptime } from '../../../src/backtest/rules/retrying.ts'
import { pagingRule } from '../../../src/backtest/rules/rule.ts'
import { sitespeed, slowerPValue } from '../../../src/backtest/rules/sitespeed.ts'
import { aiwatch, llmstatus } from '../../../src/backtest/rules/specialised.ts'
import { betterStack } from '../../../src/backtest/rules/waiting.ts'
import { DAY, MINUTE, SECOND } from '../../../src/core/index.ts'
import { checks, signsOf, T0 } from './kit.ts'

describe('openstatus', () => {
  it('needs three failed attempts at an assertion and four at a transport error', () => {
    const running = pagingRule(openstatus).run({ everyMs: MINUTE, locations: 1 })
    const failed = { at: T0, ok: false, ms: 10, location: 'eu' }
    expect(running.apply(failed)).toMatchObject({ retryMs: 500 })
    expect(running.apply({ ...failed, retry: true })).toMatchObject({ retryMs: 750 })
    expect(running.apply({ ...failed, retry: true })).toMatchObject({ page: true })
    const other = pagingRule(openstatus).run({ everyMs: MINUTE, locations: 1 })
    const hang = { ...failed, class: 'timeout' as const }
    for (const retry of [false, true, true]) expect(other.apply({ ...hang, retry }).retryMs).toBeGreaterThan(0)
    expect(other.apply({ ...hang, retry: true })).toMatchObject({ page: true })
  })

  it('needs half of the regions, and with two regions one is enough in both directions', () => {
    const at = (location: string, ok: boolean, index: number) => ({ at: T0 + index, ok, ms: 9, location })
    const three = [at('a', false, 0), at('b', true, 1), at('c', true, 2), at('b', false, 3)]
    expect(signsOf(openstatus, three, { setup: { locations: 3 } })).toBe('---P')
    const two = [at('a', false, 0), at('b', true, 1), at('b', false, 2), at('a', true, 3)]
    expect(signsOf(openstatus, two, { setup: { locations: 2 } })).toBe('PcPc')
  })
})

describe('upptime', () => {
  it('looks every five minutes and needs three failed attempts', () => {
    expect(signsOf(upptime, checks('xxxxxx.....'))).toBe('P---------c')
    expect(signsOf(upptime, checks('x'), { retryOk: true })).toBe('-')
    const running = pagingRule(upptime).run({ everyMs: MINUTE, locations: 1 })
    const failed = { at: T0, ok: false, ms: 10, location: 'eu' }
    expect(running.apply(failed)).toMatchObject({ retryMs: 2 * SECOND })
    expect(running.apply({ ...failed, retry: true })).toMatchObject({ retryMs: 10 * SECOND })
  })

  it('calls an answer slower than a minute bad', () => {
    expect(signsOf(upptime, checks('.', MINUTE, { ms: 60_001 }))).toBe('P')
  })
})

describe('better stack', () => {
  it('opens at once and needs a minute of good checks: at 30 s, two further ones', () => {
    expect(signsOf(betterStack, checks('.x....', 30 * SECOND))).toBe('-P--c-')
    expect(signsOf(betterStack, checks('x..x...', 30 * SECOND))).toBe('P-----c')
  })
})

describe('sitespeed', () => {
  const times = (ms: number, count: number) => {
    return checks('.'.repeat(count)).map((check, index) => ({ ...check, ms: ms + (index % 7) * 10 }))
  }

  it('compares 21 runs with 21 saved ones', () => {
    expect(signsOf(sitespeed, [...times(400, 21), ...times(400, 21)])).not.toContain('P')
    expect(signsOf(sitespeed, [...times(400, 21), ...times(600, 21)]).indexOf('P')).toBe(41)
  })

  it('clears when a later comparison is no longer significant', () => {
    expect(signsOf(sitespeed, [...times(400, 21), ...times(600, 21), ...times(400, 21)]).indexOf('c')).toBe(62)
  })

  it('computes the p-value of a published example', () => {
    // Ten against ten without overlap: U = 100, mean 50, sd 13.23; z = 49.5 / 13.23 = 3.742.
    const low = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    expect(
      slowerPValue(
        low,
        low.map((value) => value + 100),
      ),
    ).toBeCloseTo(0.0000914, 6)
    expect(slowerPValue(low, low)).toBeGreaterThan(0.5)
    expect(slowerPValue([5, 5, 5], [5, 5, 5])).toBe(1)
  })
})

describe('llmstatus', () => {
  it('is down above half errors in five minutes, with three checks at least', () => {
    expect(signsOf(llmstatus, checks('xx'))).toBe('--')
    expect(signsOf(llmstatus, checks('.xx'))).toBe('--P')
  })

  it('speaks of elevated errors above 5 % of ten minutes: one failure of ten is enough', () => {
    expect(signsOf(llmstatus, checks('..........x')).endsWith('P')).toBe(true)
  })

  it('resolves ten minutes after the last condition', () => {
    const signs = signsOf(llmstatus, checks(`..........x${'.'.repeat(30)}`))
    expect(signs.indexOf('c') - signs.indexOf('P')).toBe(20)
  })

  it('takes a stream that is cut after its first token for good', () => {
    expect(signsOf(llmstatus, checks('...xxxxxx', MINUTE, { class: 'truncated' }))).not.toContain('P')
  })

  it('compares p95 with three times the median of the same hour on the days before', () => {
    const day = (offset: number, ms: number) => {
      return checks('.'.repeat(70)).map((check) => ({ ...check, at: check.at + offset * DAY, ms }))
    }
    expect(signsOf(llmstatus, [...day(0, 400), ...day(1, 400), ...day(2, 1_100)])).not.toContain('P')
    expect(signsOf(llmstatus, [...day(0, 400), ...day(1, 400), ...day(2, 1_300)])).toContain('P')
  })

  it('notices one region of several', () => {
    const series = checks('x.x.x.').map((check, index) => ({ ...check, location: index % 2 === 0 ? 'a' : 'b' }))
    expect(signsOf(llmstatus, series, { setup: { locations: 2 } })).toContain('P')
  })
})

describe('aiwatch', () => {
  it('needs three snapshots in a row, five minutes apart', () => {
    expect(signsOf(aiwatch, checks(`${'.'.repeat(10)}${'x'.repeat(20)}`)).indexOf('P')).toBe(20)
  })

  it('counts three times the median as a spike', () => {
    const series = checks('.'.repeat(31)).map((check, index) => ({ ...check, ms: index < 16 ? 100 : 350 }))
    expect(signsOf(aiwatch, series)).toContain('P')
  })
})
