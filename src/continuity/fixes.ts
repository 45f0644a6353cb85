import type { Gap, GapKind } from './gaps.ts'
import type { Shortfall } from './readiness.ts'
import { keptShare, type PreparedWorkflow } from './scenario.ts'

/** Something to fix in a plan. */
export interface Fix {
  readonly kind: GapKind | Shortfall['kind']
  /** What is wrong: `"code review": the failover to openai/cli was never proven` */
  readonly text: string
  readonly todo: string
  readonly workflow?: string
  /** The share of work hours that goes on once it is fixed and does not now, 0 to 1. */
  readonly share: number
  /** The same as person-hours a week. */
  readonly weekHours: number
}

/** What to fix in a plan, the most work hours first. @param total person-hours a week of all workflows */
export function fixesOf(prepared: readonly PreparedWorkflow[], gaps: readonly Gap[], total: number): readonly Fix[] {
  const ofGaps = gaps.map(({ kind, text, todo, workflow }) => {
    const found = prepared.find((one) => one.workflow.name === workflow)
    return fix({ kind, text, todo }, found, total)
  })
  const ofShortfalls = prepared.flatMap((one) =>
    (one.backing?.shortfalls ?? []).map(({ kind, text, todo }) =>
      fix({ kind, text: `"${one.workflow.name}": ${text}`, todo }, one, total),
    ),
  )
  return [...ofGaps, ...ofShortfalls].toSorted((a, b) => b.share - a.share)
}

function fix(words: Pick<Fix, 'kind' | 'text' | 'todo'>, of: PreparedWorkflow | undefined, total: number): Fix {
  if (!of) return { ...words, share: 0, weekHours: 0 }
  const share = of.share * savedShare(of)
  return { ...words, workflow: of.workflow.name, share, weekHours: share * total }
}

/** A workflow without fallback is worth its whole share: how much of it can be saved is not known yet. */
function savedShare({ workflow }: PreparedWorkflow): number {
  if (!workflow.fallback) return 1
  return keptShare(workflow, workflow.fallback.kind === 'switch' ? 'switches' : 'by hand')
}
