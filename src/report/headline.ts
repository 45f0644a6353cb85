import type { DisplayState, Headline, NoticeView, SurfaceView } from '../../dashboards/model/model.ts'
import {
  capital,
  defined,
  formatDuration,
  isBroken,
  oneLine,
  type PooledRate,
  pooledRateWords,
  type State,
} from '../core/index.ts'
import { faultOf } from './fault.ts'
import { crowdSentences } from './headline-crowd.ts'
import { inWords, titleList } from './names.ts'
import { isSmall, severity } from './overview.ts'

/** An open incident; `rate` is the pooled failure rate where several surfaces were declared together. */
export interface OpenIncident {
  readonly name: string
  readonly target: string
  readonly impactAt: number
  readonly rate?: PooledRate
}

/** The headline of the front page: what is broken, what works, and whose fault it is. */
export function headlineOf(
  surfaces: readonly SurfaceView[],
  notices: readonly NoticeView[],
  incidents: readonly OpenIncident[],
  now: number,
): Headline {
  const standing = worstOf(surfaces)
  const worst = surfaces.filter((surface) => surface.standing === standing)
  const since = sinceOf(worst, standing)
  const [text = '', ...sentences] = sentencesOf(surfaces, now)
  const rest = [...incidents.flatMap((open) => rateSentence(open, surfaces)), ...sentences]
  const incident = incidents.find((open) =>
    surfaces.some((surface) => surface.target === open.target && isBroken(surface.standing)),
  )
  return {
    standing,
    text,
    ...defined({ rest: rest.length > 0 ? rest.join(' ') : undefined, since }),
    us: faultOf(surfaces, notices, now),
    ...defined({ incident: incident?.name }),
  }
}

/** "3 of 5 surfaces fail about 40 % of runs.", while exactly those surfaces are degraded. */
function rateSentence({ target, rate }: OpenIncident, surfaces: readonly SurfaceView[]): string[] {
  if (!rate) return []
  const worst = surfaces.filter((surface) => surface.target === target && isBroken(surface.standing))
  if (worst.length !== rate.surfaces || worst.some((surface) => surface.standing === 'down')) return []
  const words = pooledRateWords(rate)
  return [`${capital(words)}.`]
}

function worstOf(surfaces: readonly SurfaceView[]): DisplayState {
  return surfaces.reduce<DisplayState>(
    (worst, surface) => (severity(surface.standing) < severity(worst) ? surface.standing : worst),
    surfaces.length === 0 ? 'waiting' : 'operational',
  )
}

/** Start of the state: the first surface to enter it, or the last one where all are operational. */
function sinceOf(surfaces: readonly SurfaceView[], standing: DisplayState): number | undefined {
  const times = surfaces.flatMap((surface) => (surface.since === undefined ? [] : [surface.since]))
  if (times.length === 0) return undefined
  return standing === 'operational' ? Math.max(...times) : Math.min(...times)
}

function sentencesOf(surfaces: readonly SurfaceView[], now: number): string[] {
  const common = surfaces[0]?.standing
  if (common === undefined) return ['Nothing measured yet.']
  if (surfaces.every((surface) => surface.standing === common)) return [allAlike(surfaces, common, now)]
  if (!isSmall(surfaces)) return crowdSentences(surfaces)
  const targets = [...new Set(surfaces.map((surface) => surface.target))]
  if (targets.length === 1) return sentences(surfaces)
  const troubled = targets.filter((target) =>
    surfaces.some((other) => other.target === target && other.standing !== 'operational'),
  )
  const texts = troubled.flatMap((target) => {
    const members = surfaces.filter((surface) => surface.target === target)
    const alike = members.every((surface) => surface.standing === members[0]?.standing)
    const [first = '', ...rest] =
      alike && members[0] ? [allAlike(members, members[0].standing, now)] : sentences(members)
    return [`${oneLine(target, 40)}: ${lowerFirst(first)}`, ...rest]
  })
  return troubled.length === targets.length ? texts : [...texts, 'All other surfaces are operational.']
}

/** 'API: down' keeps its capitals; 'Login is down' does not. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function allAlike(surfaces: readonly SurfaceView[], standing: DisplayState, now: number): string {
  const only = surfaces.length === 1 ? surfaces[0] : undefined
  if (standing === 'waiting') return 'Nothing measured yet.'
  if (standing === 'unknown') {
    const last = Math.max(...surfaces.map((surface) => lastResultAt(surface) ?? 0))
    return last > 0 && surfaces.some((surface) => surface.basis === 'silent' || surface.basis === 'no-worker')
      ? `State unknown: nothing measured for ${formatDuration(now - last)}.`
      : 'State unknown: no run measured the service itself.'
  }
  if (only)
    return standing === 'maintenance' ? maintenanceSentences(surfaces).join(' ') : `${only.title} ${verb(standing, 1)}.`
  if (standing === 'maintenance' && surfaces.some((surface) => isBroken(surface.measured))) {
    return maintenanceSentences(surfaces).join(' ')
  }
  const all = `All ${inWords(surfaces.length)} surfaces are`
  const words = {
    operational: 'operational',
    degraded: 'degraded',
    down: 'down',
    maintenance: 'under maintenance',
  } as const
  return `${all} ${words[standing]}.`
}

function lastResultAt(surface: SurfaceView): number | undefined {
  const times = surface.probes.flatMap((probe) => (probe.last ? [probe.last.endedAt] : []))
  return times.length === 0 ? undefined : Math.max(...times)
}

function verb(standing: State, count: number): string {
  const be = count === 1 ? 'is' : 'are'
  if (standing === 'operational') return count === 1 ? 'works' : 'work'
  if (standing === 'maintenance') return `${be} under maintenance`
  return `${be} ${standing}`
}

/** "Login is down, chat is degraded. Console, API and CLI work. The state of mobile is unknown." */
function sentences(surfaces: readonly SurfaceView[]): string[] {
  const of = (standing: DisplayState) =>
    surfaces.filter((surface) => surface.standing === standing).map((surface) => surface.title)
  const clause = (standing: State, start: 'capital' | 'inside') => {
    const titles = of(standing)
    return titles.length === 0 ? [] : [`${titleList(titles, start)} ${verb(standing, titles.length)}`]
  }
  const down = clause('down', 'capital')
  const trouble = [...down, ...clause('degraded', down.length > 0 ? 'inside' : 'capital')]
  const works = clause('operational', 'capital').map((text) => `${text}.`)
  const maintenance = maintenanceSentences(surfaces)
  const unknown = unknownSentences(surfaces)
  return trouble.length > 0
    ? [`${trouble.join(', ')}.`, ...works, ...maintenance, ...unknown]
    : [...unknown, ...maintenance, ...works]
}

/** "The state of mobile is unknown. Waiting for the first result of chat." */
function unknownSentences(surfaces: readonly SurfaceView[]): string[] {
  const titlesOf = (standing: DisplayState) =>
    surfaces.filter((surface) => surface.standing === standing).map(({ title }) => title)
  const [unknown, waiting] = [titlesOf('unknown'), titlesOf('waiting')]
  return [
    ...(unknown.length > 0 ? [`The state of ${titleList(unknown, 'inside')} is unknown.`] : []),
    ...(waiting.length > 0 ? [`Waiting for the first result of ${titleList(waiting, 'inside')}.`] : []),
  ]
}

/** "Console is under maintenance. Chat is down, under maintenance." */
function maintenanceSentences(surfaces: readonly SurfaceView[]): string[] {
  const inMaintenance = surfaces.filter((surface) => surface.standing === 'maintenance')
  return ([undefined, 'degraded', 'down'] as const).flatMap((state) => {
    const members = inMaintenance.filter(({ measured }) => (isBroken(measured) ? measured : undefined) === state)
    if (members.length === 0) return []
    const titles = titleList(
      members.map((surface) => surface.title),
      'capital',
    )
    const be = members.length === 1 ? 'is' : 'are'
    return [`${titles} ${be} ${state ? `${state}, ` : ''}under maintenance.`]
  })
}
