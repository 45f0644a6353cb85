import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askGoldenPrompts, goldenChores } from '../../../src/app/upkeep/golden-prompts.ts'
import { openBudgets } from '../../../src/budget/index.ts'
import { HOUR, type ProbePlan, type RunRequest, type RunResult, type Workflow } from '../../../src/core/index.ts'
import { targetOfPlan } from '../../../src/run/runner/target-of-plan.ts'
import { codeReview } from '../../continuity/kit.ts'
import { failureOf, NOW, newFolder, openEmptyStore, resultOf, stepOf, storeResult } from '../../store/kit.ts'

const PLAN: ProbePlan = {
  ...{ target: 'openai', surface: 'api', probe: 'api', kind: 'api', file: 'api.probe.ts' },
  ...{ cadence: { every: HOUR }, timeoutMs: 45_000 },
}
const QUESTION = { prompt: 'What is 17 + 25?', answer: '42' }
const SWITCH = { kind: 'switch' as const, through: 'openai/cli', capacity: 0.6, proofMaxAgeMs: HOUR }
const ASKING = codeReview({ fallback: { ...SWITCH, provenBy: { ...QUESTION, withinMs: 20_000 } } })

/** A worker whose model B answers as given, with a budget of 100 output tokens a day. */
async function worker(result: Partial<RunResult> = {}) {
  const store = await openEmptyStore(join(newFolder(), 'd.sqlite'))
  const requests: RunRequest[] = []
  const clock = { now: () => NOW }
  const targets = [{ name: 'openai', title: 'OpenAI', budget: { outputTokens: 100 } }]
  const deps = (workflows: readonly Workflow[], budgets: Awaited<ReturnType<typeof openBudgets>>) => ({
    ...{ workflows, plans: [PLAN], store, budgets, location: 'here', clock },
    engine: {
      run: async (request: RunRequest) => {
        requests.push(request)
        const { evidence: _, question: __, ...ref } = request
        const steps = [stepOf('stream a message', NOW, { measures: { output_tokens: 30 } })]
        return resultOf({ ...ref, durationMs: 700, steps, ...result })
      },
    },
  })
  const open = () => openBudgets({ targets, plans: [PLAN], store, clock })
  return {
    ...{ store, requests, deps, open },
    ask: async (...workflows: readonly Workflow[]) => askGoldenPrompts(deps(workflows, await open())),
  }
}

describe('a golden prompt', () => {
  it('is asked through the API of model B, kept apart from the schedule and charged to its budget', async () => {
    const { store, requests, ask } = await worker()
    await ask(ASKING, codeReview({ name: 'without a golden prompt' }))
    expect(requests).toMatchObject([{ target: 'openai', probe: 'api', trigger: 'manual', question: QUESTION }])
    expect(await store.goldenAnswers()).toEqual([{ workflow: 'code review', at: NOW, tookMs: 700 }])
    expect(await store.lastRuns()).toEqual([])
    expect(await store.spend({ from: NOW, to: NOW + 1 })).toMatchObject([{ target: 'openai', outputTokens: 30 }])
  })

  it('that is answered wrongly is stored with the reason', async () => {
    const { store, ask } = await worker({
      outcome: 'failed',
      failure: failureOf('wrong_answer', { message: 'it was 43' }),
    })
    await ask(ASKING)
    expect(await store.goldenAnswers()).toMatchObject([{ workflow: 'code review', wrong: 'it was 43' }])
  })

  it('is not asked once the budget of model B is used up', async () => {
    const { store, requests, ask } = await worker()
    const steps = [stepOf('stream a message', NOW, { measures: { output_tokens: 100 } })]
    await storeResult(store, resultOf({ target: 'openai', surface: 'api', probe: 'api', steps }))
    await ask(ASKING)
    expect([requests, await store.goldenAnswers()]).toEqual([[], []])
  })

  it('is no work for a plan without one, nor for a target without its probe', async () => {
    const { requests, deps, open, ask } = await worker()
    expect(goldenChores(deps([codeReview()], await open()))).toEqual([])
    expect(goldenChores(deps([ASKING], await open()))).toHaveLength(1)
    await ask(codeReview({ fallback: { ...SWITCH, through: 'gemini/api', provenBy: { ...QUESTION, withinMs: 1 } } }))
    expect(requests).toEqual([])
  })

  it('replaces the question of the api door in the runner, and nothing else', () => {
    const api = { url: 'https://api.example', prompt: 'Say pong', answer: 'pong', model: 'm' }
    const targets = [{ name: 'openai', title: 'OpenAI', api }] as unknown as Parameters<typeof targetOfPlan>[0]
    expect(targetOfPlan(targets, { target: 'openai', question: QUESTION })?.api).toEqual({ ...api, ...QUESTION })
    expect(targetOfPlan(targets, { target: 'openai' })?.api).toEqual(api)
  })
})
