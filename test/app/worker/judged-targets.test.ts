import { describe, expect, it } from 'vitest'
import { judgedTargets } from '../../../src/app/worker/judged-targets.ts'
import { HOUR, MINUTE, type ProbePlan } from '../../../src/core/index.ts'

const planOf = (target: string, surface: string, cadence: ProbePlan['cadence'] = { every: MINUTE }) =>
  ({ target, surface, probe: surface, cadence }) as ProbePlan
/** Budgets that leave every probe its own cadence, but report at most once an hour for a probe that did not just report. */
const budgets = {
  reportEvery: (plan: ProbePlan, isReporting: boolean) =>
    isReporting && 'every' in plan.cadence ? plan.cadence.every : HOUR,
  cadenceOf: (plan: ProbePlan) => ('every' in plan.cadence ? plan.cadence.every : 5 * MINUTE),
}

describe('a target as the judge sees it', () => {
  const plans = [planOf('a', 'login'), planOf('b', 'api'), planOf('a', 'chat')]

  it('has the probes of its own surfaces, with their intervals', () => {
    const target = judgedTargets(plans, [{ name: 'a' }, { name: 'b' }], budgets)('a')
    expect(target).toEqual({
      name: 'a',
      probes: [
        { surface: 'login', probe: 'login', everyMs: HOUR, cadenceMs: MINUTE },
        { surface: 'chat', probe: 'chat', everyMs: HOUR, cadenceMs: MINUTE },
      ],
    })
  })

  it('is the same object each time where its pace never changes', () => {
    const targets = judgedTargets(plans, [{ name: 'a' }, { name: 'b' }], budgets)
    expect(targets('a')).toBe(targets('a'))
    expect(targets('a', planOf('a', 'login'))).toBe(targets('a'))
  })

  it.each([
    ['a budget', plans, [{ name: 'a', budget: { requests: 10 } }]],
    ['a cron expression', [planOf('a', 'login', { cron: '* * * * *', timezone: 'UTC' })], [{ name: 'a' }]],
  ])('is read again each time where it has %s', (_what, plans, targets) => {
    const judged = judgedTargets(plans, targets, budgets)
    expect(judged('a')).not.toBe(judged('a'))
    expect(judged('a')).toEqual(judged('a'))
  })

  it('counts the probe that reports right now by the pace that holds now', () => {
    const judged = judgedTargets(plans, [{ name: 'a', budget: { requests: 10 } }], budgets)
    const { probes } = judged('a', { target: 'a', surface: 'chat', probe: 'chat' })
    expect(probes.map(({ everyMs }) => everyMs)).toEqual([HOUR, MINUTE])
  })

  it('without a plan has no probes', () => {
    expect(judgedTargets(plans, [], budgets)('gone')).toEqual({ name: 'gone', probes: [] })
  })
})
