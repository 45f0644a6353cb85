import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND, type Workflow } from '../../src/core/index.ts'
import type { Detection } from '../../src/drill/detection.ts'
import type { WorkflowImpact } from '../../src/drill/impact.ts'
import { recoveriesOf } from '../../src/drill/recovery.ts'
import { plan, provenOverload, reviewed, START, supportBot } from './kit.ts'

const hit = (changes: Partial<WorkflowImpact> = {}): WorkflowImpact => ({
  ...{ workflow: 'code review', people: 25, hours: 100, lostHours: 40, promisedHours: 0 },
  ...{ hitAt: START, hitBy: ['claude/cli'] },
  ...changes,
})

const detection = (changes: Partial<Detection> = {}): Detection => ({
  ...{ surface: 'claude/cli', kind: 'trouble', found: true, state: 'down', changedAt: START, slots: 1 },
  ...{ cadenceMs: MINUTE, confirmMs: 10 * SECOND, afterMs: 2 * MINUTE },
  ...changes,
})

function recover(
  workflow: Workflow,
  from: {
    readonly impact?: Partial<WorkflowImpact>
    readonly detections?: readonly Detection[]
    readonly proven?: boolean
  } = {},
) {
  const { impact = {}, detections = [detection()], proven = true } = from
  const drilled = plan({ workflows: [workflow] }, proven ? [provenOverload()] : [])
  return recoveriesOf(drilled, { workflows: [hit(impact)], costs: [] }, detections)[0]
}

describe('how a workflow recovers', () => {
  it('is until its alert, and until its proven switch has taken over', () => {
    expect(recover(reviewed())).toEqual({
      ...{ workflow: 'code review', fallback: 'switch', backing: 'proven', toldAfterMs: 2 * MINUTE },
      ...{ switchMs: 20 * SECOND, afterMs: 2 * MINUTE + 20 * SECOND, objectiveMs: 15 * MINUTE, rto: 'met' },
    })
  })

  it('says nothing of a workflow that was not hit', () => {
    const { hitAt: _, ...unhit } = hit()
    expect(recoveriesOf(plan(), { workflows: [unhit], costs: [] }, [detection()])).toEqual([])
  })

  it('counts from its own first impact, by the earliest alert about what caused it', () => {
    const detections = [
      detection({ surface: 'claude/api', afterMs: SECOND }),
      detection({ surface: 'claude/login', changedAt: START + MINUTE, afterMs: 4 * MINUTE }),
      detection({ afterMs: 3 * MINUTE }),
      detection({ kind: 'recovery', afterMs: SECOND }),
      detection({ found: false }),
    ]
    const impact = { hitBy: ['claude/cli', 'claude/login'] }
    expect(recover(reviewed(), { impact, detections })?.toldAfterMs).toBe(3 * MINUTE)
  })

  it('does not count an alert from before it was hit', () => {
    const impact = { hitAt: START + 10 * MINUTE }
    expect(recover(reviewed(), { impact })?.toldAfterMs).toBeUndefined()
  })

  it.each([
    ['in time', 2 * MINUTE + 20 * SECOND, 'met'],
    ['a moment late', 2 * MINUTE + 20 * SECOND - 1, 'missed'],
    ['alerted too late', 2 * MINUTE - 1, 'missed'],
  ])('against its objective: %s', (_what, recoverWithinMs, rto) => {
    expect(recover(reviewed({ recoverWithinMs }))?.rto).toBe(rto)
  })

  it('has no objective to be met where none is set', () => {
    const { recoverWithinMs: _, ...open } = reviewed()
    const recovery = recover(open)
    expect(recovery?.rto).toBe('none')
    expect(recovery).not.toHaveProperty('objectiveMs')
  })

  it('misses its objective where the outage was not detected', () => {
    expect(recover(reviewed(), { detections: [] })).toMatchObject({ rto: 'missed' })
    expect(recover(reviewed(), { detections: [] })).not.toHaveProperty('afterMs')
  })

  it('has an unknown time with a switch without proof', () => {
    const recovery = recover(reviewed(), { proven: false })
    expect(recovery).toMatchObject({ backing: 'promised', rto: 'unknown', toldAfterMs: 2 * MINUTE })
    expect(recovery).not.toHaveProperty('switchMs')
    expect(recovery).not.toHaveProperty('afterMs')
  })

  it('by a stop is complete when people are notified', () => {
    expect(recover(supportBot({ recoverWithinMs: 5 * MINUTE }))).toMatchObject({
      ...{ fallback: 'stop', afterMs: 2 * MINUTE, rto: 'met' },
    })
  })

  it('misses every objective without a fallback', () => {
    const { fallback: _, ...bare } = reviewed()
    expect(recover(bare)).toMatchObject({ fallback: 'none', backing: 'none', rto: 'missed' })
  })
})
