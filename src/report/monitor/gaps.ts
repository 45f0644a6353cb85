import type { Lane } from '../../../dashboards/model/model.ts'
import type { GapLane, GapLine } from '../../../dashboards/model/monitor-page.ts'
import { defined, MINUTE, probeId, type RunRecord } from '../../core/index.ts'

/** Gaps that are listed. */
const LISTED = 20
/** Gaps of the same reason that are closer than this are one, ms. */
const JOINED_MS = 2 * MINUTE
/** How long the last skipped slot is drawn, ms. */
const SLOT_MS = MINUTE

/**
 * When a surface was not measured: its unknown stretches, and the slots that one of its probes skipped, which are shorter than a
 * lane shows.
 * @param skipped skipped runs of all surfaces
 */
export function gapLaneOf(lane: Lane, skipped: readonly RunRecord[]): GapLane {
  const { target, surface, title, spans, watchedMs, measuredMs, unmeasuredMs } = lane
  const ofSurface = skipped.filter((run) => run.target === target && run.surface === surface)
  const unwatched = spans.filter(({ state }) => state === 'unwatched')
  const gaps = joined([
    ...spans.filter(({ state }) => state === 'unknown'),
    ...ofSurface.map(({ scheduledAt, skip }) => ({ from: scheduledAt, to: (skip?.until ?? scheduledAt) + SLOT_MS })),
  ])
  const measured = Math.min(measuredMs, watchedMs - unmeasuredMs)
  return {
    ...{ target, title },
    spans: [
      ...unwatched.map(({ from, to }) => ({ from, to, watched: false })),
      ...gaps.map((gap) => ({ ...gap, watched: true })),
    ],
    ...defined({ measured: watchedMs > 0 ? Math.max(0, measured / watchedMs) : undefined }),
  }
}

/** Spans in order of time, those that touch or overlap as one. */
function joined(spans: readonly { readonly from: number; readonly to: number }[]) {
  const result: { from: number; to: number }[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else result.push({ from, to })
  }
  return result
}

/**
 * Skipped slots as lines, newest first: those of all probes at the same time and for the same reason are one.
 * @param skipped runs that were skipped, in any order
 */
export function gapLines(skipped: readonly RunRecord[]): readonly GapLine[] {
  const open = new Map<
    string,
    { from: number; until: number; slots: number; probes: Set<string>; reason: GapLine['reason'] }
  >()
  const lines: GapLine[] = []
  const close = (key: string) => {
    const line = open.get(key)
    if (line) lines.push({ ...line, probes: line.probes.size })
  }
  for (const run of skipped.toSorted((a, b) => a.scheduledAt - b.scheduledAt)) {
    if (!run.skip) continue
    const { reason, count, until } = run.skip
    const line = open.get(reason)
    if (line && run.scheduledAt <= line.until + JOINED_MS) {
      line.until = Math.max(line.until, until)
      line.slots += count
      line.probes.add(probeId(run))
    } else {
      close(reason)
      open.set(reason, { from: run.scheduledAt, until, slots: count, probes: new Set([probeId(run)]), reason })
    }
  }
  for (const reason of open.keys()) close(reason)
  return lines.toSorted((a, b) => b.from - a.from).slice(0, LISTED)
}
