import { describe, expect, it } from 'vitest'
import { API, check, target, targets } from './check.ts'

describe('several models of one API', () => {
  const withModels = (...models: readonly string[]) => target({ api: { ...API, model: 'Lumen 2', models } })

  it('have names that differ in their letters and digits', () => {
    expect(check(withModels('lumen-3', 'lumen_2'))).toMatchObject([
      { path: 'targets[0].api.models[1]', got: '"lumen_2"', hint: expect.stringContaining('api-lumen-2') },
    ])
  })

  it('have names with a letter or digit', () => {
    expect(check(withModels('日本'))).toMatchObject([
      { hint: expect.stringContaining('neither a letter from a to z nor a digit') },
    ])
  })

  it('may repeat the model of the door', () => {
    expect(check(withModels('Lumen 2', 'lumen-3'))).toEqual([])
  })
})

describe('a budget', () => {
  const price = { input: 3, output: 15 }

  it('in dollars needs prices', () => {
    expect(check(target({ api: API, budget: { usd: 5 } }))).toMatchObject([{ path: 'targets[0].budget.prices' }])
    expect(check(target({ api: API, budget: { usd: 5, prices: price } }))).toEqual([])
  })

  it.each([
    [{ requests: 0 }, 'targets[0].budget.requests', 'at least 1'],
    [{ requests: 1.5 }, 'targets[0].budget.requests', 'a whole number'],
    [{ usd: 0, prices: price }, 'targets[0].budget.usd', 'more than 0'],
    [{ outputTokens: -1 }, 'targets[0].budget.outputTokens', 'at least 1'],
  ])('is refused as %j', (budget, path, expected) => {
    expect(check(target({ api: API, budget }))).toContainEqual(expect.objectContaining({ path, expected }))
  })

  it('has prices of the models of the target only', () => {
    const problems = check(
      target({ api: { ...API, models: ['lumen-2'] }, budget: { usd: 1, prices: { 'lumen-3': price, m: price } } }),
    )
    expect(problems).toMatchObject([
      { path: 'targets[0].budget.prices.lumen-3', expected: 'a model of this target', hint: 'Did you mean "lumen-2"?' },
    ])
  })
})

describe('a maintenance window', () => {
  const window = (more: object) => ({
    ...targets({ name: 'claude' }),
    maintenance: [{ from: '2026-03-02T11:00:00Z', to: '2026-03-02T12:00:00Z', ...more }],
  })

  it('ends after it begins, whatever the offsets of its times', () => {
    expect(check(window({ to: '2026-03-02T12:00:00+01:00' }))).toMatchObject([
      { path: 'maintenance[0].to', expected: 'a time after from (2026-03-02T11:00:00Z)', got: '2026-03-02T11:00:00Z' },
    ])
    expect(check(window({ to: '2026-03-02T12:00:01+01:00' }))).toEqual([])
  })

  it('is for a target that exists, the sandbox among them', () => {
    expect(check(window({ target: 'cladue' }))).toMatchObject([
      { path: 'maintenance[0].target', hint: 'Did you mean "claude"?' },
    ])
    expect(check(window({ target: 'zzzzzzzz' }))).toMatchObject([{ hint: 'Targets: claude, sandbox.' }])
    expect(check(window({ target: 'sandbox' }))).toEqual([])
  })
})

describe('a cadence', () => {
  const schedule = (entry: object) => ({ ...target({}), schedule: { login: entry } })

  it('leaves a run time to end before the next one', () => {
    expect(check(schedule({ every: '30s', timeout: '30s' }))).toMatchObject([
      { path: 'schedule.login.every', expected: 'longer than the timeout (30 s)', got: '30 s' },
    ])
    expect(check(schedule({ every: '30s', timeout: '29s' }))).toEqual([])
  })

  it.each(['', '5', '5 minutes', 'PT5M', '-5m', '5m!'])('is no duration as %j', (every) => {
    expect(check(schedule({ every }))).toMatchObject([
      {
        path: 'schedule.login.every',
        expected: 'a duration such as 30s, 5m, 2h or 90d',
        hint: expect.stringContaining('a number and a unit'),
      },
    ])
  })
})

describe('a configuration without a target', () => {
  it('watches the sandbox, unless that is turned off', () => {
    expect(check({})).toEqual([])
    expect(check({ sandbox: false })).toMatchObject([{ path: 'targets', expected: 'at least one target', got: 'none' }])
    expect(check({ sandbox: 'off' })).toMatchObject([{ path: 'sandbox', expected: 'true, false or { budget: { … } }' }])
  })
})
