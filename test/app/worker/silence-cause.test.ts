import { describe, expect, it } from 'vitest'
import type { RunningRun } from '../../../src/app/worker/launcher.ts'
import { silenceCause } from '../../../src/app/worker/silence-cause.ts'
import { skippedSlot } from '../../../src/app/worker/skipped-slot.ts'
import { MINUTE, type ProbePlan } from '../../../src/core/index.ts'

const T0 = Date.UTC(2026, 2, 2, 11)

describe('why a probe does not report', () => {
  it('is its run that has not ended, before any earlier error', () => {
    const run = { since: T0 } as RunningRun
    expect(silenceCause(run, undefined)).toMatch(/^the run that began at \d\d:\d\d.* has not ended$/)
    expect(silenceCause(run, 'the disk is full')).toMatch(/has not ended$/)
  })

  it('is the error that kept its last run from being stored', () => {
    expect(silenceCause(undefined, 'the disk is full')).toBe('its last run could not be stored: the disk is full')
  })

  it('is unknown where the worker has neither', () => {
    expect(silenceCause(undefined, undefined)).toBeUndefined()
  })
})

describe('slots that were not run', () => {
  it('have the probe of their plan, why and how many, and when that was noticed', () => {
    const plan: ProbePlan = {
      ...{ target: 't', surface: 'login', probe: 'login-totp', kind: 'browser', timeoutMs: 1, file: 'f' },
      cadence: { every: MINUTE },
    }
    const slot = { location: 'here', trigger: 'schedule', scheduledAt: T0, noticedAt: T0 + 5 * MINUTE } as const
    expect(skippedSlot(plan, { reason: 'missed', count: 4, until: T0 + 3 * MINUTE }, slot)).toEqual({
      ...{ target: 't', surface: 'login', probe: 'login-totp', location: 'here', trigger: 'schedule' },
      ...{ scheduledAt: T0, noticedAt: T0 + 5 * MINUTE, reason: 'missed', count: 4, until: T0 + 3 * MINUTE },
    })
  })
})
