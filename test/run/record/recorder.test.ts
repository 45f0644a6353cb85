import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/core/index.ts'
import type { Action } from '../../../src/run/observer/actions.ts'
import { deadTime } from '../../../src/run/record/dead-time.ts'
import { createRecorder, durationOf, outcomeOf } from '../../../src/run/record/recorder.ts'

function record() {
  let now = 1_000
  const opened: string[] = []
  const recorder = createRecorder(
    () => now,
    (name) => opened.push(name),
  )
  return {
    recorder,
    opened,
    pass: (ms: number) => {
      now += ms
    },
  }
}

const FAILURE: Failure = { class: 'server_error', blame: 'provider', message: 'HTTP 500' }

describe('the record of a run', () => {
  it('has each step with its time since the run proper began', () => {
    const { recorder, pass, opened } = record()
    pass(400)
    recorder.begin()
    pass(10)
    const step = recorder.open('open')
    pass(90)
    recorder.close(step)
    expect(opened).toEqual(['open'])
    expect(recorder.results(50_000)).toEqual([
      { name: 'open', outcome: 'passed', startedAt: 50_010, durationMs: 90, statuses: {}, measures: {} },
    ])
  })

  it('gives what happens to the innermost step under way, and after all of them to the last', () => {
    const { recorder } = record()
    expect(recorder.current()).toBeUndefined()
    const outer = recorder.open('outer')
    const inner = recorder.open('inner')
    expect(recorder.current()).toBe(inner)
    recorder.close(inner)
    expect(recorder.current()).toBe(outer)
    recorder.close(outer)
    expect(recorder.current()).toBe(inner)
  })

  it('does not pass a step that was still open when the run ended', () => {
    const { recorder, pass } = record()
    recorder.open('never ends')
    const failed = recorder.open('fails')
    failed.failure = FAILURE
    pass(70)
    expect(recorder.results(0)).toMatchObject([
      { outcome: 'skipped', durationMs: 70 },
      { outcome: 'failed', failure: FAILURE },
    ])
  })

  it('counts expectations, and those that are still pending', async () => {
    const { recorder } = record()
    recorder.expected()
    const met = Promise.resolve()
    recorder.expecting(met)
    recorder.expecting(Promise.reject(new Error('not met')))
    expect(recorder).toMatchObject({ expectations: 1, pending: 2 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(recorder.pending).toBe(0)
  })

  it('keeps the actions that nothing awaits', () => {
    const { recorder } = record()
    const action = (name: string): Action => ({ name, calledAt: new Error(name), isAwaited: false })
    const [click, fill] = [action('locator.click'), action('locator.fill')]
    recorder.acting(click)
    recorder.acting(fill)
    click.isAwaited = true
    expect(recorder.unawaited()).toEqual([fill])
  })
})

describe('a measure', () => {
  it('belongs to the current step, and the last value holds', () => {
    const { recorder } = record()
    recorder.open('ask')
    recorder.measure('ttft_ms', 300.04)
    recorder.measure('ttft_ms', 312.34)
    expect(recorder.results(0)[0]?.measures).toEqual({ ttft_ms: 312.3 })
  })

  it('is refused with what is wrong with it', () => {
    const { recorder } = record()
    expect(() => recorder.measure('ttft_ms', 1)).toThrow("measure('ttft_ms') is not inside a step")
    recorder.open('ask')
    expect(() => recorder.measure('TTFT', 1)).toThrow("'TTFT' is not a name for a measure")
    expect(() => recorder.measure('ttft_ms', Number.NaN)).toThrow("measure('ttft_ms') is NaN, not a number")
    for (let count = 0; count < 30; count += 1) recorder.measure(`m${count}`, count)
    expect(() => recorder.measure('one_more', 1)).toThrow("measure('one_more') is one more than the 30 measures")
    recorder.measure('m3', 33)
  })
})

describe('the outcome of a failure', () => {
  it('is failed only where the provider is to blame', () => {
    expect(outcomeOf(undefined)).toBe('passed')
    expect(outcomeOf(FAILURE)).toBe('failed')
    for (const blame of ['ours', 'probe', 'network'] as const) expect(outcomeOf({ ...FAILURE, blame })).toBe('error')
  })
})

describe('the time in which only our own tools waited', () => {
  const wait = fc
    .tuple(fc.nat({ max: 900 }), fc.nat({ max: 300 }), fc.nat({ max: 300 }))
    .map(([begunAt, wait, late]) => ({ begunAt, shownAt: begunAt + wait, endedAt: begunAt + wait + late }))

  it('is counted millisecond by millisecond: some wait was over and none was still on', () => {
    fc.assert(
      fc.property(
        fc.array(wait, { maxLength: 6 }),
        fc.nat({ max: 500 }),
        fc.nat({ max: 1_000 }),
        (waits, from, length) => {
          const to = from + length
          const isDead = (at: number) =>
            waits.some(({ shownAt, endedAt }) => shownAt <= at && at < endedAt) &&
            !waits.some(({ begunAt, shownAt }) => begunAt <= at && at < shownAt)
          const counted = Array.from({ length }, (_none, index) => from + index).filter(isDead).length
          expect(deadTime(waits, from, to)).toBe(counted)
        },
      ),
    )
  })

  it('is taken off the duration of the step', () => {
    const { recorder, pass } = record()
    const step = recorder.open('wait')
    pass(1_350)
    recorder.close(step)
    step.waits.push({ begunAt: 1_000, shownAt: 2_000, endedAt: 2_350 })
    expect(durationOf(step)).toBe(1_000)
  })
})
