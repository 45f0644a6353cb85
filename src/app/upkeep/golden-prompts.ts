import type { Budgets } from '../../budget/index.ts'
import { targetOf } from '../../continuity/index.ts'
import {
  BUDGET_KINDS,
  type Clock,
  GOLDEN_PREFIX,
  type GoldenPrompt,
  HOUR,
  MINUTE,
  type ProbePlan,
  type RunRequest,
  type Workflow,
} from '../../core/index.ts'
import type { Engine } from '../../run/index.ts'
import type { Store } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'

const ASKED_EVERY_MS = HOUR

interface GoldenDeps {
  readonly workflows: readonly Workflow[]
  readonly engine: Pick<Engine, 'run'>
  readonly plans: readonly ProbePlan[]
  readonly store: Pick<Store, 'transaction'>
  readonly budgets: Pick<Budgets, 'standings' | 'spendOf' | 'refresh'>
  readonly location: string
  readonly clock: Clock
}

/** Asks the golden prompts of the plan every hour, and after each start. None where no switch has one. */
export function goldenChores(deps: GoldenDeps): readonly Chore[] {
  if (!deps.workflows.some((workflow) => promptOf(workflow))) return []
  return [
    {
      name: 'asking golden prompts',
      everyMs: ASKED_EVERY_MS,
      afterMs: MINUTE,
      work: (_now, stopping) => askGoldenPrompts(deps, stopping),
    },
  ]
}

/**
 * Asks model B the golden prompt of each workflow, as a run of its API probe that is charged to its budget and never judged.
 * Where the budget is used up it is not asked, and the answer is unknown.
 */
export async function askGoldenPrompts(deps: GoldenDeps, stopping?: AbortSignal): Promise<void> {
  for (const workflow of deps.workflows) {
    const prompt = promptOf(workflow)
    if (!prompt || stopping?.aborted || isUsedUp(deps, prompt.target)) continue
    await ask(deps, workflow.name, prompt, stopping)
  }
}

interface Asked {
  /** Model B. */
  readonly target: string
  readonly prompt: GoldenPrompt
}

function promptOf({ fallback }: Workflow): Asked | undefined {
  if (fallback?.kind !== 'switch' || !fallback.provenBy) return undefined
  return { target: targetOf(fallback.through), prompt: fallback.provenBy }
}

function isUsedUp({ budgets }: GoldenDeps, name: string): boolean {
  const standing = budgets.standings().find(({ target }) => target.name === name)
  return BUDGET_KINDS.some((kind) => {
    const cap = standing?.target.budget?.[kind]
    return cap !== undefined && (standing?.spent[kind] ?? 0) >= cap
  })
}

/** The probe that streams a message asks the first model; another name keeps its runs apart from those of the schedule. */
async function ask(
  { engine, plans, store, budgets, location, clock }: GoldenDeps,
  workflow: string,
  { target, prompt }: Asked,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const plan = plans.find((candidate) => candidate.target === target && candidate.probe === API_PROBE)
  if (!plan) return
  const { prompt: text, answer } = prompt
  const slot = { target, surface: plan.surface, location, trigger: 'manual' as const, scheduledAt: clock.now() }
  const request: RunRequest = { ...slot, probe: plan.probe, evidence: false, question: { prompt: text, answer } }
  const named = { ...slot, probe: `${GOLDEN_PREFIX}${workflow}` }
  const id = await store.transaction((tx) => tx.claimRun({ ...named, evidence: false }, slot.scheduledAt))
  if (id === undefined) return
  const result = await engine.run(request, stopping)
  await store.transaction((tx) => tx.finishRun(id, { ...result, ...named }, budgets.spendOf(result)))
  await budgets.refresh()
}

const API_PROBE = 'api'
