import type { Notice, ProvenFallback, Workflow } from '../core/index.ts'
import { surfacesUsed, targetOf } from './needs.ts'
import { backingOf, type Readiness, type Shortfall } from './readiness.ts'

/** What an evaluation of the plan changes. */
export interface PlanChanges {
  /** Notices to open and to close. */
  readonly notices: readonly Notice[]
  /** Fallbacks that are proven for the first time. */
  readonly proven: readonly ProvenFallback[]
}

/** What is known before an evaluation. */
export interface PlanHistory {
  /** The fallbacks that were proven once. */
  readonly proven: readonly ProvenFallback[]
  /** The open notices that this file made. */
  readonly open: readonly Notice[]
  /** Since when the surface of model B is not measured, epoch ms, by surface; absent while it is measured. */
  readonly unmeasuredSince: Readonly<Record<string, number>>
}

/** Begins the keys of the notices on the plan. */
export const PLAN_NOTICE_PREFIX = 'plan/'

/**
 * Compares the plan with what it was: one notice for each workflow whose fallback was proven and is not any more, and its end
 * once it is proven again. Pure. A surface of model B that is not measured is waited for, because it is so after every start
 * of the worker.
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
    const wasProven = history.proven.some((one) => one.workflow === workflow.name && one.fallback === fallback)
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

/** The time in which the probes of model B have to report after a start, ms. */
const AWAITED_MS = 10 * 60_000

/** Whether nothing else is wrong than that model B is not measured for a short time. */
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

/** Another fallback of the same workflow has another key. */
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
