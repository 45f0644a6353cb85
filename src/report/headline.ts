import type { DisplayState, Headline, NoticeView, SurfaceView } from '../../dashboards/model/model.ts'
import {
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
import { isSmall } from './overview.ts'

const RANK: Readonly<Record<DisplayState, number>> = {
  operational: 0,
  maintenance: 1,
  waiting: 2,
  unknown: 3,
  degraded: 4,
  down: 5,
}

/** An open incident, and the rate at which its surfaces fail where they were declared together. */
export interface OpenIncident {
  readonly name: string
  readonly target: string
  readonly impactAt: number
  readonly rate?: PooledRate
}

/** The front page in one sentence or three: what is broken, what works, and whose fault it is. */
export function headlineOf(
  surfaces: readonly SurfaceView[],
  notices: readonly NoticeView[],
  incidents: readonly OpenIncident[],
  now: number,
): Headline {
  const standing = worstOf(surfaces)
  const bad = surfaces.filter((surface) => surface.standing === standing)
  const since = sinceOf(bad, standing)
  const [text = '', ...sentences] = sentencesOf(surfaces, now)
  const rest = [...incidents.flatMap((one) => rateSentence(one, surfaces)), ...sentences]
  const incident = incidents.find((one) =>
    surfaces.some((surface) => surface.target === one.target && isBroken(surface.standing)),
  )
  return {
    standing,
    text,
    ...(rest.length > 0 ? { rest: rest.join(' ') } : {}),
    ...defined({ since }),
    us: faultOf(surfaces, notices, now),
    ...(incident ? { incident: incident.name } : {}),
  }
}

/** "3 of 5 surfaces fail about 40 % of runs.", while just those are degraded. */
function rateSentence({ target, rate }: OpenIncident, surfaces: readonly SurfaceView[]): string[] {
  if (!rate) return []
  const bad = surfaces.filter((surface) => surface.target === target && isBroken(surface.standing))
  if (bad.length !== rate.surfaces || bad.some((surface) => surface.standing === 'down')) return []
  const words = pooledRateWords(rate)
  return [`${words.charAt(0).toUpperCase()}${words.slice(1)}.`]
}

function worstOf(surfaces: readonly SurfaceView[]): DisplayState {
  return surfaces.reduce<DisplayState>(
    (worst, surface) => (RANK[surface.standing] > RANK[worst] ? surface.standing : worst),
    surfaces.length === 0 ? 'waiting' : 'operational',
  )
}

/** Trouble counts from its first surface on; all is well only since its last surface is. */
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
    surfaces.some((one) => one.target === target && one.standing !== 'operational'),
  )
  const told = troubled.flatMap((target) => {
    const mine = surfaces.filter((surface) => surface.target === target)
    const alike = mine.every((surface) => surface.standing === mine[0]?.standing)
    const [first = '', ...rest] = alike && mine[0] ? [allAlike(mine, mine[0].standing, now)] : sentences(mine)
    return [`${oneLine(target, 40)}: ${lowerFirst(first)}`, ...rest]
  })
  return troubled.length === targets.length ? told : [...told, 'All other surfaces are operational.']
}

/** 'API: down' keeps its capitals; 'Login is down' does not. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function allAlike(surfaces: readonly SurfaceView[], standing: DisplayState, now: number): string {
  const only = surfaces.length === 1 ? surfaces[0] : undefined
  if (standing === 'waiting') return 'Nothing measured yet.'
  if (standing === 'unknown') {
    const last = Math.max(...surfaces.map((surface) => lastHeard(surface) ?? 0))
    return last > 0 && surfaces.some((surface) => surface.basis === 'silent' || surface.basis === 'no-worker')
      ? `We do not know: nothing measured for ${formatDuration(now - last)}.`
      : 'We do not know: no measurement says anything about the service.'
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

function lastHeard(surface: SurfaceView): number | undefined {
  const times = surface.probes.flatMap((probe) => (probe.last ? [probe.last.endedAt] : []))
  return times.length === 0 ? undefined : Math.max(...times)
}

function verb(standing: State, count: number): string {
  const be = count === 1 ? 'is' : 'are'
  if (standing === 'operational') return count === 1 ? 'works' : 'work'
  if (standing === 'maintenance') return `${be} under maintenance`
  return `${be} ${standing}`
}

/** "Login is down, chat is degraded. Console, API and CLI work. We do not know about mobile." */
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
  const rests = maintenanceSentences(surfaces)
  const unsure = surfaces.filter((surface) => surface.standing === 'unknown' || surface.standing === 'waiting')
  const doubt =
    unsure.length === 0
      ? []
      : [
          `We do not know about ${titleList(
            unsure.map((surface) => surface.title),
            'inside',
          )}.`,
        ]
  return trouble.length > 0 ? [`${trouble.join(', ')}.`, ...works, ...rests, ...doubt] : [...doubt, ...rests, ...works]
}

/** "Console is under maintenance. Chat is down, under maintenance." */
function maintenanceSentences(surfaces: readonly SurfaceView[]): string[] {
  const parked = surfaces.filter((surface) => surface.standing === 'maintenance')
  return ([undefined, 'degraded', 'down'] as const).flatMap((state) => {
    const mine = parked.filter(({ measured }) => (isBroken(measured) ? measured : undefined) === state)
    if (mine.length === 0) return []
    const titles = titleList(
      mine.map((surface) => surface.title),
      'capital',
    )
    const be = mine.length === 1 ? 'is' : 'are'
    return [`${titles} ${be} ${state ? `${state}, ` : ''}under maintenance.`]
  })
}
