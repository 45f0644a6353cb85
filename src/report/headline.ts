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
  doors: readonly SurfaceView[],
  notices: readonly NoticeView[],
  incidents: readonly OpenIncident[],
  now: number,
): Headline {
  const standing = worstOf(doors)
  const bad = doors.filter((door) => door.standing === standing)
  const since = sinceOf(bad, standing)
  const [text = '', ...sentences] = sentencesOf(doors, now)
  const rest = [...incidents.flatMap((one) => rateSentence(one, doors)), ...sentences]
  const incident = incidents.find((one) => doors.some((door) => door.target === one.target && isBroken(door.standing)))
  return {
    standing,
    text,
    ...(rest.length > 0 ? { rest: rest.join(' ') } : {}),
    ...defined({ since }),
    us: faultOf(doors, notices, now),
    ...(incident ? { incident: incident.name } : {}),
  }
}

/** "3 of 5 surfaces fail about 40 % of runs.", while just those are degraded. */
function rateSentence({ target, rate }: OpenIncident, doors: readonly SurfaceView[]): string[] {
  if (!rate) return []
  const bad = doors.filter((door) => door.target === target && isBroken(door.standing))
  if (bad.length !== rate.surfaces || bad.some((door) => door.standing === 'down')) return []
  const words = pooledRateWords(rate)
  return [`${words.charAt(0).toUpperCase()}${words.slice(1)}.`]
}

function worstOf(doors: readonly SurfaceView[]): DisplayState {
  return doors.reduce<DisplayState>(
    (worst, door) => (RANK[door.standing] > RANK[worst] ? door.standing : worst),
    doors.length === 0 ? 'waiting' : 'operational',
  )
}

/** Trouble counts from its first door on; all is well only since its last door is. */
function sinceOf(doors: readonly SurfaceView[], standing: DisplayState): number | undefined {
  const times = doors.flatMap((door) => (door.since === undefined ? [] : [door.since]))
  if (times.length === 0) return undefined
  return standing === 'operational' ? Math.max(...times) : Math.min(...times)
}

function sentencesOf(doors: readonly SurfaceView[], now: number): string[] {
  const common = doors[0]?.standing
  if (common === undefined) return ['Nothing measured yet.']
  if (doors.every((door) => door.standing === common)) return [allAlike(doors, common, now)]
  if (!isSmall(doors)) return crowdSentences(doors)
  const targets = [...new Set(doors.map((door) => door.target))]
  if (targets.length === 1) return sentences(doors)
  const troubled = targets.filter((target) =>
    doors.some((one) => one.target === target && one.standing !== 'operational'),
  )
  const told = troubled.flatMap((target) => {
    const mine = doors.filter((door) => door.target === target)
    const alike = mine.every((door) => door.standing === mine[0]?.standing)
    const [first = '', ...rest] = alike && mine[0] ? [allAlike(mine, mine[0].standing, now)] : sentences(mine)
    return [`${oneLine(target, 40)}: ${lowerFirst(first)}`, ...rest]
  })
  return troubled.length === targets.length ? told : [...told, 'All other doors are open.']
}

/** 'API: down' keeps its capitals; 'Login is down' does not. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function allAlike(doors: readonly SurfaceView[], standing: DisplayState, now: number): string {
  const only = doors.length === 1 ? doors[0] : undefined
  if (standing === 'waiting') return 'Nothing measured yet.'
  if (standing === 'unknown') {
    const last = Math.max(...doors.map((door) => lastHeard(door) ?? 0))
    return last > 0 && doors.some((door) => door.basis === 'silent' || door.basis === 'no-worker')
      ? `We do not know: nothing measured for ${formatDuration(now - last)}.`
      : 'We do not know: no measurement says anything about the service.'
  }
  if (only)
    return standing === 'maintenance' ? maintenanceSentences(doors).join(' ') : `${only.title} ${verb(standing, 1)}.`
  if (standing === 'maintenance' && doors.some((door) => isBroken(door.measured))) {
    return maintenanceSentences(doors).join(' ')
  }
  const all = `All ${inWords(doors.length)} doors are`
  const words = { operational: 'open', degraded: 'degraded', down: 'shut', maintenance: 'under maintenance' } as const
  return `${all} ${words[standing]}.`
}

function lastHeard(door: SurfaceView): number | undefined {
  const times = door.probes.flatMap((probe) => (probe.last ? [probe.last.endedAt] : []))
  return times.length === 0 ? undefined : Math.max(...times)
}

function verb(standing: State, count: number): string {
  const be = count === 1 ? 'is' : 'are'
  if (standing === 'operational') return count === 1 ? 'works' : 'work'
  if (standing === 'maintenance') return `${be} under maintenance`
  return `${be} ${standing}`
}

/** "Login is down, chat is degraded. Console, API and CLI work. We do not know about mobile." */
function sentences(doors: readonly SurfaceView[]): string[] {
  const of = (standing: DisplayState) => doors.filter((door) => door.standing === standing).map((door) => door.title)
  const clause = (standing: State, start: 'capital' | 'inside') => {
    const titles = of(standing)
    return titles.length === 0 ? [] : [`${titleList(titles, start)} ${verb(standing, titles.length)}`]
  }
  const down = clause('down', 'capital')
  const trouble = [...down, ...clause('degraded', down.length > 0 ? 'inside' : 'capital')]
  const works = clause('operational', 'capital').map((text) => `${text}.`)
  const rests = maintenanceSentences(doors)
  const unsure = doors.filter((door) => door.standing === 'unknown' || door.standing === 'waiting')
  const doubt =
    unsure.length === 0
      ? []
      : [
          `We do not know about ${titleList(
            unsure.map((door) => door.title),
            'inside',
          )}.`,
        ]
  return trouble.length > 0 ? [`${trouble.join(', ')}.`, ...works, ...rests, ...doubt] : [...doubt, ...rests, ...works]
}

/** "Console is under maintenance. Chat is down, under maintenance." */
function maintenanceSentences(doors: readonly SurfaceView[]): string[] {
  const parked = doors.filter((door) => door.standing === 'maintenance')
  return ([undefined, 'degraded', 'down'] as const).flatMap((state) => {
    const mine = parked.filter(({ measured }) => (isBroken(measured) ? measured : undefined) === state)
    if (mine.length === 0) return []
    const titles = titleList(
      mine.map((door) => door.title),
      'capital',
    )
    const be = mine.length === 1 ? 'is' : 'are'
    return [`${titles} ${be} ${state ? `${state}, ` : ''}under maintenance.`]
  })
}
