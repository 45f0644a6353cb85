import {
  coveredMs,
  defined,
  type FailureClass,
  isBroken,
  mean,
  measuredTrouble,
  surfaceId,
  type Transition,
} from '../core/index.ts'

/** Mean times to detect, to recover and between failures of a surface; ms. */
export interface Reliability {
  readonly target: string
  readonly surface: string
  /** The class of failure; absent for all causes together. */
  readonly cause?: FailureClass
  readonly troubles: number
  /** From the first failed run to the declaration. */
  readonly mttdMs?: number
  /** Length of ended episodes, without unknown time and maintenance. */
  readonly mttrMs?: number
  /** Time between the end of one episode and the start of the next. */
  readonly mtbfMs?: number
  readonly troubleMs: number
}

/** One episode of trouble of a surface. */
interface TroubleSpan {
  readonly target: string
  readonly surface: string
  /** First failed run, declaration, and end, epoch ms. `endedAt`: absent while the episode lasts. */
  readonly impactAt: number
  readonly declaredAt: number
  readonly endedAt?: number
  /** Time in which it was measured as degraded or down, ms; absent while it lasts. */
  readonly brokenMs?: number
  readonly cause?: FailureClass
}

/** The episodes of trouble in a history of transitions: from a broken state to the next operational one or to maintenance. */
export function troubleSpans(transitions: readonly Transition[]): readonly TroubleSpan[] {
  const open = new Map<string, TroubleSpan>()
  const spans: TroubleSpan[] = []
  const measured = measuredTrouble(transitions, Number.POSITIVE_INFINITY)
  for (const { target, surface, at, since, to, failure, retired } of [...transitions].sort((a, b) => a.at - b.at)) {
    const key = surfaceId({ target, surface })
    const current = open.get(key)
    if (isBroken(to) && !current) {
      open.set(key, { target, surface, impactAt: since, declaredAt: at, ...defined({ cause: failure?.class }) })
    } else if (current && (to === 'operational' || to === 'maintenance' || retired)) {
      open.delete(key)
      const endedAt = Math.max(current.impactAt, since)
      const within = measured.filter(
        (window) =>
          window.target === target &&
          window.surface === surface &&
          window.from < endedAt &&
          window.to > current.impactAt,
      )
      spans.push({ ...current, endedAt, brokenMs: coveredMs(within) })
    }
  }
  return [...spans, ...open.values()].sort((a, b) => a.impactAt - b.impactAt)
}

/** MTTD, MTTR and MTBF per surface, for all causes and for each of them. `to` is the end of the range, epoch ms. */
export function reliabilityOf(spans: readonly TroubleSpan[], range: { readonly from: number; readonly to: number }) {
  const rows: Reliability[] = []
  for (const key of new Set(spans.map(surfaceId))) {
    const ofSurface = spans.filter((span) => surfaceId(span) === key).sort((a, b) => a.impactAt - b.impactAt)
    rows.push(rowOf(ofSurface, range))
    for (const cause of new Set(ofSurface.flatMap((span) => span.cause ?? []))) {
      rows.push({
        ...rowOf(
          ofSurface.filter((span) => span.cause === cause),
          range,
        ),
        cause,
      })
    }
  }
  return rows
}

function rowOf(spans: readonly TroubleSpan[], range: { readonly from: number; readonly to: number }): Reliability {
  const [first] = spans
  const ended = spans.filter((span) => span.endedAt !== undefined)
  const gaps = spans.slice(1).flatMap((span, index) => {
    const end = spans[index]?.endedAt
    return end === undefined ? [] : [Math.max(0, span.impactAt - end)]
  })
  const end = (span: TroubleSpan) => Math.min(span.endedAt ?? range.to, range.to)
  return {
    target: first?.target ?? '',
    surface: first?.surface ?? '',
    troubles: spans.length,
    ...defined({
      mttdMs: mean(spans.map((span) => Math.max(0, span.declaredAt - span.impactAt))),
      mttrMs: mean(ended.map((span) => span.brokenMs ?? (span.endedAt ?? 0) - span.impactAt)),
      mtbfMs: mean(gaps),
    }),
    troubleMs: spans.reduce((sum, span) => sum + Math.max(0, end(span) - Math.max(span.impactAt, range.from)), 0),
  }
}
