import { describe, expect, it } from 'vitest'
import { failureOf } from '../../../src/run/classify/diagnosis.ts'
import { diagnoseLoss, isCausedByProbe } from '../../../src/run/supervisor/diagnose-loss.ts'
import { type Loss, lossBy, RunnerLost } from '../../../src/run/supervisor/runner-lost.ts'

function lost(how: Loss, signal?: NodeJS.Signals): RunnerLost {
  return new RunnerLost(how, 'it ended', { inFlight: 1, loading: undefined, signal })
}

describe('a runner that ended without the supervisor', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('was killed where %s ended it', (signal) => {
    expect(lossBy(signal)).toBe('killed')
  })

  it.each(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', undefined] as const)(
    'died of itself where %s ended it',
    (signal) => {
      expect(lossBy(signal)).toBe('died')
    },
  )
})

describe('what the loss of its runner means for a run', () => {
  it('is trouble of this machine where something outside killed the runner', () => {
    const failure = failureOf(diagnoseLoss(lost('killed', 'SIGKILL')))
    expect(failure).toMatchObject({
      class: 'probe_error',
      blame: 'ours',
      message: 'the runner process was killed by SIGKILL, not by the probe',
    })
    expect(failure.detail).toContain('memory runs out')
  })

  it.each([
    ['blocked', 'the probe blocked its process: it ended'],
    ['unloaded', 'the probe files did not load: it ended'],
    ['overdue', 'the probe did not end: it ended'],
    ['grown', 'the probe used too much memory: it ended'],
    ['died', 'the runner process died: it ended'],
  ] as const)('is trouble of the probe where the runner was %s', (how, message) => {
    expect(failureOf(diagnoseLoss(lost(how)))).toMatchObject({ class: 'probe_error', blame: 'probe', message })
  })

  it('is an interruption where the engine stops', () => {
    expect(failureOf(diagnoseLoss(lost('stopped')))).toMatchObject({ class: 'interrupted', blame: 'ours' })
  })

  it('moves a probe out of the shared runner only where the probe caused it', () => {
    const losses = ['blocked', 'unloaded', 'overdue', 'grown', 'died', 'killed', 'stopped'] as const
    expect(losses.filter((how) => isCausedByProbe(lost(how)))).toEqual(['blocked', 'overdue', 'grown'])
  })
})
