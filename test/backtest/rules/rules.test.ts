import { describe, expect, it } from 'vitest'
import { checkly } from '../../../src/backtest/rules/checkly.ts'
import { blackbox, cloudprober, datadog, gatus, uptimeKuma } from '../../../src/backtest/rules/consecutive.ts'
import { PAGING_RULES } from '../../../src/backtest/rules/index.ts'
import { elastic } from '../../../src/backtest/rules/retrying.ts'
import { healthchecks, healthchecksFail } from '../../../src/backtest/rules/waiting.ts'
import { burnRate, grafana, grafanaLegacy } from '../../../src/backtest/rules/window.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
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
