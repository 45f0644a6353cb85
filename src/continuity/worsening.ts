import { MINUTE, type Notice, type ProvenFallback, type Workflow } from '../core/index.ts'
import { surfacesUsed, targetOf } from './needs.ts'
import { backingOf, type Readiness, type Shortfall } from './readiness.ts'

/** The changes that follow from an evaluation of the plan. */
interface PlanChanges {
  /** Notices to open and to close. */
  readonly notices: readonly Notice[]
  /** Fallbacks that are proven for the first time. */
  readonly proven: readonly ProvenFallback[]
}

/** The stored facts before an evaluation. */
export interface PlanHistory {
  /** The fallbacks that were proven before. */
  readonly proven: readonly ProvenFallback[]
  /** The open notices on the plan. */
  readonly open: readonly Notice[]
  /** Start of the time in which the surface of model B is not measured, epoch ms, by surface; absent while it is measured. */
  readonly unmeasuredSince: Readonly<Record<string, number>>
}

/** Prefix of the keys of the notices on the plan. */
export const PLAN_NOTICE_PREFIX = 'plan/'

/**
 * Compares the plan with its history: one notice for each workflow whose fallback was proven and no longer is, and its end
 * once it is proven again. Pure. An unmeasured surface of model B opens no notice for ten minutes, because after each start
 * of the worker it is not measured yet.
 * @param now epoch ms
 */
export function planChanges(
  workflows: readonly Workflow[],
  readiness: Readiness,
  history: PlanHistory,
  now: number,
): PlanChanges {
  const notices: Notice[] = []
  const proven: ProvenFallback[] = []
  for (const workflow of workflows) {
    const fallback = fallbackName(workflow)
    if (fallback === undefined) continue
    const open = history.open.find(({ key }) => key === keyOf(workflow))
    const wasProven = history.proven.some((proof) => proof.workflow === workflow.name && proof.fallback === fallback)
    const shortfalls = backingOf(workflow, readiness, now)?.shortfalls ?? []
    const [first] = shortfalls
    if (!first) {
      if (!wasProven) proven.push({ workflow: workflow.name, fallback, at: now })
      if (open) notices.push({ ...noticeOf(workflow, AGAIN, now), open: false, ended: 'over' })
    } else if (wasProven && !open && !isAwaited(workflow, shortfalls, history, now)) {
      notices.push(noticeOf(workflow, first, now))
    }
  }
  return { notices: [...notices, ...outdated(workflows, history.open, now)], proven }
}

const AGAIN = { text: 'its fallback is proven again', todo: '' }

/** Longest time to the first results of the probes of model B after a start, ms. */
const AWAITED_MS = 10 * MINUTE

/** Whether the only shortfall is that model B is not measured yet. */
function isAwaited(
  { fallback }: Workflow,
  shortfalls: readonly Shortfall[],
  { unmeasuredSince }: PlanHistory,
  now: number,
): boolean {
  const since = fallback?.kind === 'switch' ? unmeasuredSince[fallback.through] : undefined
  return since !== undefined && shortfalls.length === 1 && now - since < AWAITED_MS
}

/** Notices on workflows or fallbacks that the configuration no longer has. */
function outdated(workflows: readonly Workflow[], open: readonly Notice[], now: number): readonly Notice[] {
  const keys = new Set(workflows.map(keyOf))
  return open.filter(({ key }) => !keys.has(key)).map((notice) => ({ ...notice, at: now, open: false }))
}

/** The key of a notice. Each fallback of a workflow has its own. */
function keyOf(workflow: Workflow): string {
  return `${PLAN_NOTICE_PREFIX}${workflow.name}/${fallbackName(workflow) ?? ''}`
}

function fallbackName({ fallback }: Workflow): string | undefined {
  switch (fallback?.kind) {
    case 'switch':
      return fallback.through
    case 'manual':
      return fallback.guide
    default:
      return fallback?.notice
  }
}

function noticeOf(workflow: Workflow, { text, todo }: Pick<Shortfall, 'text' | 'todo'>, now: number): Notice {
  const message = `"${workflow.name}": ${text}`
  return {
    ...{ key: keyOf(workflow), target: targetOf(surfacesUsed(workflow)[0] ?? ''), surface: '', probe: '' },
    ...{ blame: 'ours', at: now, open: true, text: message },
    failure: { class: 'unprotected', blame: 'ours', message: message.slice(0, 200), detail: todo },
  }
}
