import { describe, expect, it } from 'vitest'
import { checkly } from '../../../src/backtest/rules/checkly.ts'
import { blackbox, cloudprober, datadog, gatus, uptimeKuma } from '../../../src/backtest/rules/consecutive.ts'
import { PAGING_RULES } from '../../../src/backtest/rules/index.ts'
import { elastic, openstatus, upptime } from '../../../src/backtest/rules/retrying.ts'
import { pagingRule } from '../../../src/backtest/rules/rule.ts'
import { sitespeed, slowerBy } from '../../../src/backtest/rules/sitespeed.ts'
import { aiwatch, llmstatus } from '../../../src/backtest/rules/specialised.ts'
import { betterStack, healthchecks, healthchecksFail } from '../../../src/backtest/rules/waiting.ts'
import { burnRate, grafana, grafanaLegacy } from '../../../src/backtest/rules/window.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { checks, signsOf, T0 } from './kit.ts'

describe('the list of rules', () => {
  it('has the thirteen anchors, their variants and the two niche monitors, each named once', () => {
    const names = PAGING_RULES.map((rule) => rule.name)
    const anchors = [
      'gatus',
      'uptime-kuma',
      'checkly',
      'datadog',
      'grafana',
      'elastic',
      'openstatus',
      'cloudprober',
      'upptime',
      'burn-rate',
      'healthchecks',
      'better-stack',
      'sitespeed',
    ]
    expect(names).toEqual(expect.arrayContaining([...anchors, 'llmstatus', 'aiwatch']))
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('gatus', () => {
  it.each([
    ['pages on the third failure in a row and clears on the second success', '..xxxx...', '----P--c-'],
    ['never pages while good and bad alternate', '.x.x.x.x.x.x', '------------'],
    ['starts its recovery again after a failure in it', 'xxx.x..', '--P---c'],
    ['freezes its counters in a maintenance window', 'xxXXXx.', '-----P-'],
  ])('%s', (_name, picture, signs) => {
    expect(signsOf(gatus, checks(picture))).toBe(signs)
  })
})

describe('uptime kuma', () => {
  it.each([
    ['pages on the first failure and clears on the first success', '..x.', '--Pc'],
    ['says nothing more while it stays down', 'xxxx', 'P---'],
    ['pages when a maintenance ends in failure', '.XXXx', '----P'],
    ['is silent when a maintenance ends well', 'xXX..', 'P----'],
  ])('%s', (_name, picture, signs) => {
    expect(signsOf(uptimeKuma, checks(picture))).toBe(signs)
  })
})

describe('checkly', () => {
  it('pages on the first failing run and recovers on the first passing one', () => {
    expect(signsOf(checkly, checks('..xx.'))).toBe('--P-c')
  })

  it('calls a run degraded above 10 s and failing above 20 s, and escalates', () => {
    const series = checks('.....').map((check, index) => ({
      ...check,
      ms: [400, 10_001, 12_000, 20_001, 400][index] ?? 0,
    }))
    expect(signsOf(checkly, series)).toBe('-P-Pc')
  })

  it('never alerts what began to fail in a maintenance window and still fails after it', () => {
    expect(signsOf(checkly, checks('.XXxxxx.'))).toBe('--------')
    expect(signsOf(checkly, checks('.XXxx.x.'))).toBe('------Pc')
  })
})

describe('datadog', () => {
  it('pages when one location fails and recovers when none does', () => {
    const two = checks('x.x..').map((check, index) => ({ ...check, location: index % 2 === 0 ? 'eu' : 'us' }))
    expect(signsOf(datadog, two, { setup: { locations: 2 } })).toBe('P---c')
  })
})

describe('cloudprober and blackbox', () => {
  it('page on one failure, cloudprober not on the first sample ever', () => {
    expect(signsOf(cloudprober, checks('xx.'))).toBe('-Pc')
    expect(signsOf(blackbox, checks('xx.'))).toBe('P-c')
  })
})

describe('grafana', () => {
  it('fires on one failure and resolves when it has left the window of five minutes', () => {
    expect(signsOf(grafana, checks('.x.......'))).toBe('-P---c---')
  })

  it('pools all locations', () => {
    expect(
      signsOf(
        grafana,
        checks('.x').map((check, index) => ({ ...check, location: `l${index}` })),
      ),
    ).toBe('-P')
  })

  it('in its older form needs success below 95 % for five minutes', () => {
    expect(signsOf(grafanaLegacy, checks('.....x.....'))).toBe('-----------')
    expect(signsOf(grafanaLegacy, checks('.....xx........'))).toBe('----------Pc---')
  })
})

describe('elastic', () => {
  it('does not alert a failure whose retest passes', () => {
    expect(signsOf(elastic, checks('.x.'), { retryOk: true })).toBe('---')
  })

  it('alerts at its next look when the retest fails too, and ends when the condition does', () => {
    expect(signsOf(elastic, checks('..xx..'))).toBe('--P-c-')
  })

  it('keeps a flapping alert instead of toggling', () => {
    const signs = signsOf(elastic, checks('.x.x.x.x.x.x.x....'))
    expect(signs).toBe('-PcP-------------c')
  })
})

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

describe('burn rate', () => {
  it('pages at nine failures within the hour, the newest within five minutes', () => {
    const hour = `${'.'.repeat(400)}${'x.....'.repeat(9)}`
    expect(signsOf(burnRate, checks(hour)).indexOf('P')).toBe(400 + 8 * 6)
    expect(signsOf(burnRate, checks(`${'.'.repeat(400)}${'x.....'.repeat(8)}`))).not.toContain('P')
  })

  it('resolves when the short window has dropped', () => {
    const signs = signsOf(burnRate, checks(`${'.'.repeat(400)}${'x'.repeat(10)}${'.'.repeat(40)}`))
    expect(signs.indexOf('P')).toBe(408)
    expect(signs.indexOf('c')).toBeGreaterThan(410)
  })
})

describe('healthchecks', () => {
  it('is down a day and an hour after the last success', () => {
    const series = [...checks('.'), ...checks('x').map((check) => ({ ...check, at: T0 + 25 * HOUR + MINUTE }))]
    expect(signsOf(healthchecks, series)).toBe('P-')
    expect(
      signsOf(healthchecks, [...checks('.'), { ...series[1], at: T0 + DAY, ok: true, ms: 1, location: 'eu' }]),
    ).toBe('--')
  })

  it('is down at once where the check reports its failure, and up on the next success', () => {
    expect(signsOf(healthchecksFail, checks('.xx.'))).toBe('-P-c')
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
      slowerBy(
        low,
        low.map((value) => value + 100),
      ),
    ).toBeCloseTo(0.0000914, 6)
    expect(slowerBy(low, low)).toBeGreaterThan(0.5)
    expect(slowerBy([5, 5, 5], [5, 5, 5])).toBe(1)
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
