import type { BrowserContext } from '@playwright/test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStepClock, type StepClock } from '../../../../src/run/drivers/browser/step-clock.ts'

/** The part of a context that the clock sets. */
function contextWithDefaults() {
  const defaults: number[] = []
  const context = { setDefaultTimeout: (ms: number) => defaults.push(ms), setDefaultNavigationTimeout: () => {} }
  return { context: context as unknown as BrowserContext, last: () => defaults.at(-1) ?? Number.NaN }
}

describe('the clock of a step', () => {
  let clock: StepClock
  let last: () => number

  beforeEach(() => {
    vi.useFakeTimers()
    const { context, last: lastDefault } = contextWithDefaults()
    clock = createStepClock(context)
    last = lastDefault
  })
  afterEach(() => {
    clock.end()
    vi.useRealTimers()
  })

  it.each([
    [600, 150],
    [3_000, 500],
    [45_000, 1_000],
  ])('ends the waits of a step of %i ms %i ms before the step, so that the flow can look why', (limit, ahead) => {
    clock.start(limit)
    expect(clock.leftMs()).toBe(limit - ahead)
    expect(clock.limitMs()).toBe(limit)
  })

  it('lowers the default timeouts while the step runs, and never to 0, which is no limit', () => {
    clock.start(3_000)
    const first = last()
    vi.advanceTimersByTime(1_000)
    expect(last()).toBe(first - 1_000)
    vi.advanceTimersByTime(10_000)
    expect(last()).toBe(1)
    expect(clock.leftMs()).toBe(1)
  })

  it('sets nothing before the first step and after the last', () => {
    vi.advanceTimersByTime(1_000)
    expect(last()).toBeNaN()
    clock.start(3_000)
    clock.end()
    const first = last()
    vi.advanceTimersByTime(1_000)
    expect(last()).toBe(first)
  })
})
