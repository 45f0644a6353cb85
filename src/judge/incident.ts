import {
  type Failure,
  formatDuration,
  type Incident,
  type IncidentChange,
  type IncidentSurface,
  isBroken,
  pooledRate,
  pooledRateWords,
  STATE_RANK,
  type State,
  surfaceList,
  surfaceWord,
  type TimelineEntry,
  type TimelineKind,
  type Transition,
} from '../core/index.ts'
import { type IncidentMemory, isOpen } from './memory.ts'
import { type Policy, settlingMs } from './policy.ts'
import { unrecovered } from './scope.ts'

/**
 * Applies transitions of surfaces to the incident of their target. `scope` is the pattern after them.
 * One incident is open at most; trouble within the settling time after a recovery reopens the last one.
 */
export function applyToIncident(
  before: IncidentMemory,
  transitions: readonly Transition[],
  scope: string,
  policy: Policy,
  now: number,
): { readonly memory: IncidentMemory; readonly change?: IncidentChange } {
  let memory = before
  const entries: TimelineEntry[] = []
  for (const transition of transitions) {
    const open = isOpen(memory)
    if (!open && !isWorse(transition)) continue
    memory = open ? memory : openFor(memory, transition, policy, now, entries)
    memory = applyTransition(memory, transition, now, entries)
  }
  const { incident } = memory
  if (!incident || incident.resolvedAt !== undefined) return { memory: before }
  const closed = closeIfOver(rescope(incident, before.incident, scope, now, entries), now, entries)
  if (closed === before.incident) return { memory: before }
  return { memory: { ...memory, incident: closed }, change: { incident: closed, entries } }
}

/** Only what gets worse opens an incident: one that was closed by hand stays closed while its surfaces stay as they are. */
function isWorse({ from, to }: Transition): boolean {
  return isBroken(to) && (!isBroken(from) || STATE_RANK[to] > STATE_RANK[from])
}

function openFor(memory: IncidentMemory, first: Transition, policy: Policy, now: number, entries: TimelineEntry[]) {
  const last = memory.incident
  if (last?.resolvedAt !== undefined && now - last.resolvedAt <= settlingMs(last.resolvedAt - last.impactAt, policy)) {
    const { resolvedAt, closed: _, ...rest } = last
    const quiet = formatDuration(Math.max(0, now - resolvedAt))
    const { to } = first
    const surface = surfaceWord(first.surface)
    if (last.surfaces.some((member) => member.surface === first.surface)) {
      entries.push(entryOf('reopened', first, now, { summary: `${surface} is ${to} again after ${quiet}` }))
    } else {
      const summary = `there is trouble again, ${quiet} after all surfaces had recovered`
      entries.push(entryOf('reopened', first, now, { summary }))
      entries.push(entryOf('joined', first, now, { summary: `${surface} is ${to}`, failure: first.failure }))
    }
    return { incident: rest, since: now }
  }
  const incident: Incident = {
    name: nameFor(first.target, now, last?.name),
    target: first.target,
    openedAt: now,
    impactAt: first.since,
    surfaces: [],
    scope: '',
  }
  const rate = pooledRate(first.evidence)
  const what = rate ? pooledRateWords(rate) : `${surfaceWord(first.surface)} is ${first.to}`
  entries.push(entryOf('opened', first, now, { summary: what, failure: first.failure }))
  return { incident, since: now }
}

function applyTransition(memory: IncidentMemory, transition: Transition, now: number, entries: TimelineEntry[]) {
  const { incident } = memory
  if (!incident) return memory
  const previous = incident.surfaces.find((member) => member.surface === transition.surface)
  if (!previous && !isBroken(transition.to)) return memory
  const isNoted = entries.some((entry) => entry.surface === transition.surface && entry.at === now)
  const kind = kindOf(previous, transition)
  if (!isNoted && kind) entries.push(entryOf(kind, transition, now, wordsOf(kind, transition)))
  const surfaces = [
    ...incident.surfaces.filter((member) => member.surface !== transition.surface),
    nextSurface(previous, transition, now),
  ].sort((a, b) => a.since - b.since || (a.surface < b.surface ? -1 : 1))
  const impactAt = isBroken(transition.to) ? Math.min(incident.impactAt, transition.since) : incident.impactAt
  return { ...memory, incident: { ...incident, surfaces, impactAt } }
}

function kindOf(previous: IncidentSurface | undefined, transition: Transition): TimelineKind | undefined {
  const { to, measured } = transition
  if (!previous) return 'joined'
  if (transition.retired) return previous.recoveredAt === undefined ? 'scope' : undefined
  if (to === 'maintenance') {
    if (measured === 'operational') return previous.recoveredAt === undefined ? 'recovered' : undefined
    return previous.state === 'maintenance' ? undefined : 'scope'
  }
  if (isBroken(to)) {
    if (previous.recoveredAt !== undefined) return 'relapsed'
    if (previous.state === to) return undefined
    // It was unknown or under maintenance in between, so its worst state before that counts.
    if (!isBroken(previous.state)) return STATE_RANK[to] > STATE_RANK[previous.worst] ? 'worsened' : 'scope'
    return STATE_RANK[to] > STATE_RANK[previous.state] ? 'worsened' : 'eased'
  }
  if (to === 'unknown') return 'scope'
  return previous.recoveredAt === undefined ? 'recovered' : undefined
}

function nextSurface(previous: IncidentSurface | undefined, transition: Transition, now: number): IncidentSurface {
  const { surface, to, failure, measured } = transition
  const worst =
    previous && STATE_RANK[previous.worst] >= STATE_RANK[to]
      ? previous.worst
      : isBroken(to)
        ? to
        : (previous?.worst ?? to)
  const since = previous?.since ?? transition.since
  const latestFailure = failure ?? previous?.failure
  const base = { surface, state: to, worst, since, ...(latestFailure ? { failure: latestFailure } : {}) }
  if (isBroken(to)) return base
  if (transition.retired && previous?.recoveredAt === undefined) return { ...base, retiredAt: now }
  const open = to === 'unknown' || (to === 'maintenance' && measured !== 'operational')
  if (open) return previous?.recoveredAt === undefined ? base : { ...base, recoveredAt: previous.recoveredAt }
  return { ...base, recoveredAt: previous?.recoveredAt ?? now }
}

function rescope(
  incident: Incident,
  before: Incident | undefined,
  scope: string,
  now: number,
  entries: TimelineEntry[],
): Incident {
  if (unrecovered(incident.surfaces).length === 0) return incident
  const surfaces = incident.surfaces.filter(({ state }) => isBroken(state)).length
  const wider = surfaces > 0 && surfaces >= (incident.widest?.surfaces ?? 0)
  if (scope === incident.scope) return incident
  if (before?.name === incident.name) entries.push({ at: now, kind: 'scope', text: scope })
  return { ...incident, scope, ...(wider ? { widest: { scope, surfaces } } : {}) }
}

function closeIfOver(incident: Incident, now: number, entries: TimelineEntry[]): Incident {
  if (unrecovered(incident.surfaces).length > 0) return incident
  const resolvedAt = Math.max(now, incident.openedAt)
  const retired = incident.surfaces.filter(({ retiredAt }) => retiredAt !== undefined).map(({ surface }) => surface)
  if (retired.length > 0) {
    const closed = `${surfaceList(retired)} ${retired.length === 1 ? 'is' : 'are'} no longer watched`
    entries.push({ at: now, kind: 'resolved', text: `closed: ${closed}` })
    return { ...incident, resolvedAt, closed }
  }
  const lasted = formatDuration(Math.max(0, resolvedAt - incident.impactAt))
  entries.push({ at: now, kind: 'resolved', text: `all surfaces work again after ${lasted}` })
  return { ...incident, resolvedAt }
}

interface EntryWords {
  readonly summary: string
  /** In brackets after the summary. */
  readonly failure?: Failure | undefined
}

function entryOf(
  kind: TimelineKind,
  { surface, from, to }: Transition,
  now: number,
  { summary, failure }: EntryWords,
): TimelineEntry {
  const entry = { at: now, kind, surface, from, to }
  return failure
    ? { ...entry, text: `${summary}${inBrackets(failure)}`, summary, failure }
    : { ...entry, text: summary }
}

function wordsOf(kind: TimelineKind, transition: Transition): EntryWords {
  const { from, to, failure, retired } = transition
  const surface = surfaceWord(transition.surface)
  if (retired) return { summary: `${surface} is no longer watched` }
  switch (kind) {
    case 'joined':
      return { summary: `${surface} is ${to} as well`, failure }
    case 'relapsed':
      return { summary: `${surface} is ${to} again`, failure }
    case 'recovered':
      return { summary: to === 'maintenance' ? `${surface} works again, under maintenance` : `${surface} works again` }
    case 'scope':
      return { summary: scopeWords(surface, to) }
    default:
      return { summary: `${surface} went from ${from} to ${to}`, failure }
  }
}

function scopeWords(surface: string, to: State): string {
  if (to === 'maintenance') return `${surface} is under maintenance and does not work yet`
  return to === 'unknown' ? `${surface}: no data, its state is unknown` : `${surface} is measured again: ${to}`
}

function inBrackets({ message, step }: Failure): string {
  return step ? ` (${message} at '${step}')` : ` (${message})`
}

/** `sandbox-20261123-210512`; never the name of the incident before. */
function nameFor(target: string, at: number, last: string | undefined): string {
  const stamp = new Date(at).toISOString()
  const name = `${target}-${stamp.slice(0, 10).replaceAll('-', '')}-${stamp.slice(11, 19).replaceAll(':', '')}`
  return last?.startsWith(name) ? `${last}-2` : name
}
