import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PreparedWorkflow } from '../../src/continuity/scenario.ts'
import { keptShare, scenarioOf } from '../../src/continuity/scenario.ts'
import { hourText, rtoText } from '../../src/continuity/words.ts'
import { MINUTE, type Workflow } from '../../src/core/index.ts'
import { codeReview } from './kit.ts'

const PROVEN = { proven: true, tookMs: 5 * MINUTE, shortfalls: [] } as PreparedWorkflow['backing']
const MANUAL: Workflow['fallback'] = { kind: 'manual', guide: 'a.md', guideMaxAgeMs: 1, keeps: 0.4 }

const prepared = (changes: Partial<Workflow> = {}, more: Partial<PreparedWorkflow> = {}): PreparedWorkflow => ({
  ...{ workflow: codeReview(changes), share: 1, causes: [] },
  ...more,
})

function bare(): PreparedWorkflow {
  const { fallback: _, ...workflow } = codeReview({ recoverWithinMs: MINUTE })
  return { workflow, share: 1, causes: [] }
}

const cellOf = (one: PreparedWorkflow, down = ['claude/cli']) => scenarioOf('x', down, [one]).cells[0]

describe('what a workflow does while surfaces are down', () => {
  it.each<readonly [string, PreparedWorkflow, object]>([
    ['goes on where none of its own is', prepared({ uses: ['claude/api'] }), { action: 'goes on' }],
    ['has nothing without a fallback', bare(), { action: 'unprotected', why: 'it has no fallback', rto: 'missed' }],
    ['stops on purpose', prepared({ fallback: { kind: 'stop', protects: 'x' } }), { action: 'stops' }],
    ['works by hand, as promised', prepared({ fallback: MANUAL }), { action: 'by hand', backing: 'promised' }],
    ['switches, as promised', prepared(), { action: 'switches', backing: 'promised' }],
    ['switches, as proven', prepared({}, { backing: PROVEN as never }), { action: 'switches', backing: 'proven' }],
  ])('%s', (_what, one, cell) => {
    expect(cellOf(one)).toEqual({ workflow: 'code review', ...cell })
  })

  it('is unprotected where model B is down as well', () => {
    expect(cellOf(prepared({}, { backing: PROVEN as never }), ['claude/cli', 'openai/cli'])).toMatchObject({
      ...{ action: 'unprotected', why: 'openai/cli is down as well' },
    })
  })

  it('only promises a switch to what fails for the same cause', () => {
    const shared = prepared({}, { backing: PROVEN as never, causes: [{}] as never })
    expect(cellOf(shared)).toMatchObject({ backing: 'promised' })
  })

  it.each([
    [4 * MINUTE, 'missed'],
    [5 * MINUTE, 'met'],
  ])('recovers within %d ms or not', (recoverWithinMs, rto) => {
    expect(cellOf(prepared({ recoverWithinMs }, { backing: PROVEN as never }))).toMatchObject({ rto })
    expect(cellOf(prepared({ recoverWithinMs }))).toMatchObject({ rto: 'unknown' })
  })
})

describe('the shares of a scenario', () => {
  it('sum to all work, whatever the workflows are', () => {
    const workflow = fc.constantFrom(
      prepared(),
      prepared({}, { backing: PROVEN as never }),
      prepared({ fallback: MANUAL }),
      bare(),
    )
    fc.assert(
      fc.property(fc.array(workflow, { minLength: 1, maxLength: 6 }), fc.boolean(), (all, isDown) => {
        const workflows = all.map((each) => ({ ...each, share: 1 / all.length }))
        const { proven, promised, lost } = scenarioOf('x', isDown ? ['claude/cli'] : [], workflows)
        expect(proven + promised + lost).toBeCloseTo(1)
        if (!isDown) expect(proven).toBeCloseTo(1)
      }),
    )
  })

  it.each([
    [codeReview(), 'goes on', 1],
    [codeReview(), 'switches', 0.6],
    [codeReview({ fallback: MANUAL }), 'by hand', 0.4],
    [codeReview({ fallback: MANUAL }), 'switches', 0],
    [codeReview(), 'stops', 0],
    [codeReview(), 'unprotected', 0],
  ] as const)('keep what the action keeps', (workflow, action, kept) => {
    expect(keptShare(workflow, action)).toBe(kept)
  })
})

describe('an hour of a scenario', () => {
  it('costs what no proven fallback saves', () => {
    const [proven] = scenarioOf('x', ['claude/cli'], [prepared({}, { backing: PROVEN as never })]).hourly
    expect(proven).toMatchObject({ currency: 'GBP', withoutPlan: 2_250, saved: 1_350, cost: 900, promised: 0 })
    const [promised] = scenarioOf('x', ['claude/cli'], [prepared()]).hourly
    expect(promised).toMatchObject({ cost: 2_250, promised: 1_350 })
    expect(hourText(promised ? [promised] : [])).toBe('£2,250')
    expect(hourText(proven ? [proven] : [])).toBe('£900 of £2,250')
    expect(hourText(scenarioOf('x', [], [prepared()]).hourly)).toBe('')
  })

  it('of several currencies has a part for each', () => {
    const euros = prepared({ rate: { amount: 10, currency: 'EUR' } })
    expect(hourText(scenarioOf('x', ['claude/cli'], [prepared(), euros]).hourly)).toBe('£2,250 and €250')
  })
})

describe('the recovery of a scenario in words', () => {
  const rto = (...cells: readonly ('met' | 'missed' | 'unknown' | undefined)[]) =>
    rtoText({ cells: cells.map((one, index) => ({ workflow: `w${index}`, ...(one ? { rto: one } : {}) })) } as never)

  it.each([
    [[undefined], ''],
    [['met', undefined], 'met'],
    [['met', 'unknown'], 'unknown: w1'],
    [['unknown', 'missed'], 'missed: w1'],
    [['missed', 'missed', 'unknown'], 'missed: 2 workflows'],
  ] as const)('of %j is %j', (cells, text) => {
    expect(rto(...cells)).toBe(text)
  })
})
