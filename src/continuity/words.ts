import { formatDuration, listOf, type Workflow, wholePercent } from '../core/index.ts'
import type { Amounts } from './amounts.ts'
import type { WorkflowLine } from './evaluate.ts'
import { moneyText } from './money.ts'
import type { Cell, Scenario } from './scenario.ts'

/** 'switch to openai/cli, keeps 60 %', 'by hand (guides/a.md), keeps 40 %', 'stop, protects customers', 'none'. */
export function fallbackText(fallback: Workflow['fallback']): string {
  switch (fallback?.kind) {
    case 'switch':
      return `switch to ${fallback.through}, keeps ${wholePercent(fallback.capacity)}`
    case 'manual':
      return `by hand (${fallback.guide}), keeps ${wholePercent(fallback.keeps)}`
    case 'stop':
      return `stop, protects ${fallback.protects}`
    default:
      return 'none'
  }
}

/** 'met', 'missed: proposals', 'unknown: code review', 'missed: 3 workflows'; empty where no workflow has an RTO. */
export function rtoText({ cells }: Scenario): string {
  const names = (rto: Cell['rto']) => cells.filter((cell) => cell.rto === rto).map(({ workflow }) => workflow)
  const nameOrCount = (list: readonly string[]) => (list.length === 1 ? list[0] : `${list.length} workflows`)
  const [missed, unknown] = [names('missed'), names('unknown')]
  if (missed.length > 0) return `missed: ${nameOrCount(missed)}`
  if (unknown.length > 0) return `unknown: ${nameOrCount(unknown)}`
  return names('met').length > 0 ? 'met' : ''
}

/** '£900 of £2,250': the cost of an hour under proven fallbacks, and without any plan. */
export function hourText(hourly: readonly Amounts[]): string {
  const parts = hourly.flatMap(({ currency, cost, withoutPlan }) => {
    if (withoutPlan === 0) return []
    const [now, without] = [moneyText(cost, currency), moneyText(withoutPlan, currency)]
    return now === without ? [now] : [`${now} of ${without}`]
  })
  return listOf(parts)
}

/** 'claude/cli', 'claude/chat or claude/api'. */
export function needText(need: Workflow['uses'][number]): string {
  return typeof need === 'string' ? need : need.anyOf.join(' or ')
}

/** 'back within 15 min, stands at most 4 h'; empty where neither is set. */
export function objectivesText({
  recoverWithinMs,
  toleratesMs,
}: Pick<WorkflowLine, 'recoverWithinMs' | 'toleratesMs'>): string {
  return [
    ...(recoverWithinMs === undefined ? [] : [`back within ${formatDuration(recoverWithinMs)} (RTO)`]),
    ...(toleratesMs === undefined ? [] : [`may stand at most ${formatDuration(toleratesMs)} (MTPD)`]),
  ].join(', ')
}
