import { describe, expect, it } from 'vitest'
import { SILENT, type Target } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { createEngine } from '../../../src/run/index.ts'
import type { FoundProbe } from '../../../src/run/protocol/protocol.ts'
import { planProbes } from '../../../src/run/supervisor/plan.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { newFolder } from '../../support/folder.ts'
import { targetOf, verdictLine } from '../kit.ts'

const running = useSandbox()
const MODELS = ['lumen-large-2', 'lumen-small-2']

const probe = (options: object): FoundProbe => ({
  file: '/probes/api.probe.ts',
  kind: 'api',
  options: { name: 'api', surface: 'api', every: '1m', timeout: '45s', ...options },
  hasStep: true,
  hasExpectation: true,
})

function withModels(models: readonly string[]): Target {
  return targetOf(running, (target) => ({ ...target, ...(target.api ? { api: { ...target.api, models } } : {}) }))
}

describe('a probe of each model', () => {
  it('is planned once for the first model under its own name, and once more for each other', () => {
    const { plans, problems } = planProbes([probe({ each: 'model' })], [withModels([...MODELS, 'Lumen Large.2'])], {})
    expect(problems).toEqual([])
    expect(plans.map(({ probe: name, definition, model }) => [name, definition, model])).toEqual([
      ['api', 'api', undefined],
      ['api-lumen-large-2', 'api', 'lumen-large-2'],
    ])
  })

  it('is planned once where it does not ask for it, or no other model is named', () => {
    expect(planProbes([probe({})], [withModels(MODELS)], {}).plans).toHaveLength(1)
    expect(planProbes([probe({ each: 'model' })], [withModels([])], {}).plans).toHaveLength(1)
  })

  it('can be slowed down or switched off model by model', () => {
    const off = planProbes([probe({ each: 'model' })], [withModels(MODELS)], { 'api-lumen-large-2': { off: true } })
    expect(off.plans.map(({ probe: name }) => name)).toEqual(['api'])
    const slow = planProbes([probe({ each: 'model' })], [withModels(MODELS)], {
      'sandbox/api-lumen-large-2': { everyMs: 600_000 },
    })
    expect(slow.plans.map(({ cadence }) => cadence)).toEqual([{ every: 60_000 }, { every: 600_000 }])
  })

  it('is refused where it is to be multiplied by something else', () => {
    const { problems } = planProbes([probe({ each: 'door' })], [withModels(MODELS)], {})
    expect(problems).toMatchObject([{ path: 'each', expected: "'model'" }])
  })

  it('asks each its own model, so that a failure of one model is separate from the others', async () => {
    const engine = createEngine({
      probeFiles: [`${PACKAGE_ROOT}/probes/api.probe.ts`],
      targets: [withModels(MODELS)],
      location: 'test',
      stateDir: newFolder('models'),
      browser: undefined,
      log: SILENT,
      clock: { now: () => Date.now() },
    })
    try {
      const { plans } = await engine.load()
      await running.control.break('api', '529', { model: 'lumen-large-2' })
      const results = await Promise.all(
        plans.map(({ target, surface, probe: name }) => {
          const names = { target, surface, probe: name, location: 'test' }
          return engine.run({ ...names, trigger: 'manual', scheduledAt: Date.now(), evidence: false })
        }),
      )
      expect(results.map((result) => [result.probe, verdictLine(result)])).toEqual([
        ['api', 'passed'],
        ['api-lumen-large-2', "overloaded/provider at 'stream a message': HTTP 529 (overloaded_error)"],
      ])
    } finally {
      await engine.stop()
    }
  })
})
