import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quantiles, RunRecord, StepResult } from '../../../src/core/index.ts'
import { compareRuns, statusDifferences } from '../../../src/report/incident/compare.ts'
import { requestOf } from '../../support/requests.ts'
import { failureOf, NOW, run } from '../kit.ts'

const step = (name: string, durationMs: number, more: Partial<StepResult> = {}): StepResult => ({
  ...{ name, outcome: 'passed', startedAt: NOW, durationMs, statuses: { '200': 4 }, measures: {} },
  ...more,
})
const GOOD = run('login', NOW - 60_000, { id: 1, steps: [step('open', 400), step('submit', 300), step('see it', 50)] })
const FAILING: RunRecord = run('login', NOW, {
  ...{ id: 2, outcome: 'failed' },
  failure: failureOf('server_error', 'HTTP 500', { step: 'submit', httpStatus: 500 }),
  steps: [step('open', 420), step('submit', 2_100, { outcome: 'failed', statuses: { '200': 1, '500': 1 } })],
})
const quantiles = (more: Partial<Quantiles> = {}): Quantiles => ({ n: 43_000, p50: 300, p95: 600, p99: 900, ...more })
const compare = (failing: RunRecord, good?: RunRecord, baseline: Quantiles | undefined = undefined) =>
  compareRuns({ surface: 'login', failing, ...(good ? { good } : {}), confirms: [] }, { baselineOf: () => baseline })

describe('a failing run next to a good one', () => {
  it('names the broken step, its extra and lost responses, and the steps that were not reached', () => {
    expect(compare(FAILING, GOOD)?.steps.map(({ name, broken, differences }) => [name, broken, differences])).toEqual([
      ['open', false, []],
      ['submit', true, ['1 more HTTP 500', '3 fewer HTTP 200', '2.1 s against 300 ms']],
      ['see it', false, ['not reached']],
    ])
  })

  it('names the request of an earlier step that the broken step waited for', () => {
    const stream = requestOf('app.example/chat', { offsetMs: 100, durationMs: 9_000, failure: 'unfinished' })
    const failing: RunRecord = run('login', NOW, {
      ...{ outcome: 'failed', failure: failureOf('stalled', 'the answer stalled', { step: 'read' }) },
      steps: [
        step('ask', 200, { requests: [stream] }),
        step('read', 8_900, { startedAt: NOW + 200, outcome: 'failed' }),
      ],
    })
    const [ask, read] = compare(failing)?.steps ?? []
    expect(ask?.differences).toEqual([])
    expect(read?.differences).toEqual(['sent at "ask": GET app.example/chat: 200, still open at the end, 9.0 s'])
  })

  it('shows the quantiles of the baseline where it has enough runs', () => {
    const [, submit] = compare(FAILING, GOOD, quantiles())?.steps ?? []
    expect(submit?.differences).toContain('2.1 s against 300 ms, outside 99 % of 30 days')
    expect(submit?.usual).toEqual({ runs: 43_000, p50: 300, p95: 600, p99: 900 })
    const [, few] = compare(FAILING, GOOD, quantiles({ n: 12 }))?.steps ?? []
    expect(few).not.toHaveProperty('usual')
  })

  it('reports no difference within the baseline, unless the time is twice that of the good run', () => {
    const baseline = quantiles({ p99: 5_000 })
    expect(compare(FAILING, GOOD, baseline)?.steps[0]?.differences).toEqual([])
    expect(compare(FAILING, GOOD, baseline)?.steps[1]?.differences).toContain('2.1 s against 300 ms')
  })

  it('takes the step of a slow run, which has no failure, from the surface', () => {
    const slow: RunRecord = run('login', NOW, { id: 2, outcome: 'slow', steps: GOOD.steps })
    const failure = failureOf('slow', 'replies take 4 times as long', { step: 'see it' })
    const compared = compareRuns(
      { surface: 'login', failing: slow, confirms: [] },
      { baselineOf: () => undefined, failure },
    )
    expect(compared?.steps.map(({ broken }) => broken)).toEqual([false, false, true])
    expect(compared?.failing.failure?.message).toBe('replies take 4 times as long')
  })

  it('works without a good run, and is undefined where the failing run is not stored', () => {
    expect(compare(FAILING)?.steps.map(({ name }) => name)).toEqual(['open', 'submit'])
    expect(compare(FAILING)).not.toHaveProperty('good')
    expect(compareRuns({ surface: 'login', good: GOOD, confirms: [] }, { baselineOf: () => undefined })).toBeUndefined()
  })

  it('reports a step that is new', () => {
    const more = { ...FAILING, steps: [...FAILING.steps, step('captcha', 10)] }
    expect(compare(more, GOOD)?.steps.find(({ name }) => name === 'captcha')?.differences).toEqual([
      'not in the last good run',
    ])
  })

  it('shows the first picture that still exists', () => {
    const picture = (path: string, more = {}) => ({ kind: 'screenshot', path, bytes: 1, ...more }) as const
    const confirm = (id: number, artifacts: RunRecord['artifacts']) =>
      run('login', NOW + id, { id, trigger: 'confirm', outcome: 'failed', ...(artifacts ? { artifacts } : {}) })
    const confirms = [confirm(3, [picture('a.png', { gone: true })]), confirm(4, [picture('b.png')])]
    const compared = compareRuns({ surface: 'login', failing: FAILING, confirms }, { baselineOf: () => undefined })
    expect(compared?.picture).toEqual({ at: NOW + 4 + 10, artifact: picture('b.png') })
  })
})

describe('the requests of a failing run next to those of a good one', () => {
  const requests = [requestOf('app.example/'), requestOf('app.example/api/login', { method: 'POST', offsetMs: 60 })]
  const withRequests = (one: RunRecord, name: string, more: Partial<StepResult>): RunRecord => ({
    ...one,
    steps: one.steps.map((each) => (each.name === name ? { ...each, ...more } : each)),
  })
  const good = withRequests(GOOD, 'submit', { requests })

  it('name in the broken step what failed and what was not sent', () => {
    const failing = withRequests(FAILING, 'submit', { requests: [requestOf('app.example/', { status: 500 })] })
    const [, submit] = compare(failing, good)?.steps ?? []
    expect(submit?.differences.slice(-2)).toEqual(['GET app.example/: 500', '1 request of the last good run not sent'])
    expect(submit?.requests?.rows.map(({ change }) => change)).toEqual([undefined, 'lost'])
  })

  it('are shown, but not named, in the other steps', () => {
    const failing = withRequests(FAILING, 'open', { requests: [requestOf('ads.example/beacon')] })
    const [open] = compare(failing, withRequests(GOOD, 'open', { requests }))?.steps ?? []
    expect(open?.differences).toEqual([])
    expect(open?.requests?.rows).toHaveLength(3)
  })

  it('are absent where the failing run has none, as in an older database', () => {
    for (const { requests: shown } of compare(FAILING, good)?.steps ?? []) expect(shown).toBeUndefined()
  })
})

describe('differences of statuses', () => {
  const statuses = fc.dictionary(fc.constantFrom('200', '301', '404', '500', '529'), fc.integer({ min: 0, max: 9 }))

  it('are none exactly where both runs got the same responses', () => {
    fc.assert(
      fc.property(statuses, statuses, (failing, good) => {
        const same = ['200', '301', '404', '500', '529'].every((code) => (failing[code] ?? 0) === (good[code] ?? 0))
        expect(statusDifferences(failing, good).length === 0).toBe(same)
      }),
    )
  })

  it('turn round when the runs change places', () => {
    fc.assert(
      fc.property(statuses, statuses, (failing, good) => {
        const turned = statusDifferences(good, failing).map((text) =>
          text.includes(' more ') ? text.replace(' more ', ' fewer ') : text.replace(' fewer ', ' more '),
        )
        expect(statusDifferences(failing, good)).toEqual(turned)
      }),
    )
  })
})
