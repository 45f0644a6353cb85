import { defined } from '../core/index.ts'
import type { Gap, GapKind } from './gaps.ts'
import type { Shortfall } from './readiness.ts'
import { keptShare, type PreparedWorkflow } from './scenario.ts'

/** Something to fix in a plan. */
export interface Fix {
  readonly kind: GapKind | Shortfall['kind']
  /** The problem: `"code review": the failover to openai/cli was never proven` */
  readonly text: string
  readonly todo: string
  /** The key of the configuration to change: `workflows[0].fallback` */
  readonly line: string
  /** File and line of that key: `doorwatch.config.ts:24`. Absent where code builds the configuration. */
  readonly place?: string
  readonly workflow?: string
  /** The share of work hours that is gained by the fix, 0 to 1. */
  readonly share: number
  /** The same as person-hours a week. */
  readonly weekHours: number
}

/** File and line of a key of the configuration; undefined where they are unknown. */
export type PlaceOfKey = (key: string) => string | undefined

/**
 * The fixes of a plan, the most work hours first.
 * @param prepared the workflows in the order of the configuration
 */
export function fixesOf(
  prepared: readonly PreparedWorkflow[],
  gaps: readonly Gap[],
  placeOf: PlaceOfKey,
): readonly Omit<Fix, 'weekHours'>[] {
  const ofGaps = gaps.map(({ kind, text, todo, workflow }) => {
    const index = prepared.findIndex((entry) => entry.workflow.name === workflow)
    return fix({ kind, text, todo, line: gapLine(kind, index) }, prepared[index], placeOf)
  })
  const ofShortfalls = prepared.flatMap((entry, index) =>
    (entry.backing?.shortfalls ?? []).map(({ kind, text, todo }) => {
      const line = `workflows[${index}].${shortfallKey(entry, kind)}`
      return fix({ kind, text: `"${entry.workflow.name}": ${text}`, todo, line }, entry, placeOf)
    }),
  )
  return [...ofGaps, ...ofShortfalls].toSorted((a, b) => b.share - a.share)
}

function fix(
  words: Pick<Fix, 'kind' | 'text' | 'todo' | 'line'>,
  of: PreparedWorkflow | undefined,
  placeOf: PlaceOfKey,
): Omit<Fix, 'weekHours'> {
  const placed = { ...words, ...defined({ place: placeOf(words.line) }) }
  return of ? { ...placed, workflow: of.workflow.name, share: of.share * savedShare(of) } : { ...placed, share: 0 }
}

function gapLine(kind: GapKind, index: number): string {
  if (kind === 'unused' || index < 0) return 'workflows'
  return `workflows[${index}].${kind === 'rto' ? 'recoverWithin' : 'fallback'}`
}

/** The key to change. A guide that was never proven lacks an owner only. */
function shortfallKey({ workflow: { fallback } }: PreparedWorkflow, kind: Shortfall['kind']): 'owner' | 'fallback' {
  return fallback?.kind === 'manual' && kind === 'never' ? 'owner' : 'fallback'
}

/** The share of a workflow that its fallback keeps; the whole share where it has none yet. */
function savedShare({ workflow }: PreparedWorkflow): number {
  if (!workflow.fallback) return 1
  return keptShare(workflow, workflow.fallback.kind === 'switch' ? 'switches' : 'by hand')
}
