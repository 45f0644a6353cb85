import { createTask, validateDetailed } from 'node-cron'
import { type Cadence, DAY, MINUTE, MonitorError, messageOf, SECOND } from '../core/index.ts'

/** Slots of a cron expression are not looked for further back, or ahead, than this. */
const CRON_HORIZON_MS = 8 * DAY

/** Slots in `(after, until]`: how many there are, the first and the last (epoch ms). */
export interface SlotSpan {
  readonly count: number
  readonly first: number
  readonly last: number
}

/**
 * The slots of a cadence in `(after, until]`, epoch ms; undefined where there is none.
 * Slots of `every` lie at `phaseMs` past whole multiples of the interval since 1970, so they stay put over restarts.
 * @throws MonitorError code `cron` where the expression or its time zone is not valid.
 */
export function slotsBetween(cadence: Cadence, phaseMs: number, after: number, until: number): SlotSpan | undefined {
  if ('cron' in cadence) return cronSlots(cadence, after, until)
  const last = Math.floor((until - phaseMs) / cadence.every) * cadence.every + phaseMs
  if (last <= after) return undefined
  const count = Math.ceil((last - after) / cadence.every)
  return { count, first: last - (count - 1) * cadence.every, last }
}

/**
 * The slots in `(after, until]` that are left where runs lie at least `spacingMs` apart, the one before them at `after`.
 * The slots that are passed over so are none: nobody missed them.
 */
export function spacedSlots(
  cadence: Cadence,
  phaseMs: number,
  spacingMs: number | undefined,
  after: number,
  until: number,
): SlotSpan | undefined {
  if (spacingMs === undefined) return slotsBetween(cadence, phaseMs, after, until)
  const span = slotsBetween(cadence, phaseMs, after + spacingMs - 1, until)
  return span && { ...span, count: 1 + Math.floor((span.last - span.first) / spacingMs) }
}

/** The first slot after `now`, epoch ms; undefined where a cron expression has none within eight days. */
export function nextSlot(cadence: Cadence, phaseMs: number, now: number): number | undefined {
  if ('cron' in cadence) {
    const task = cronTask(cadence)
    for (const at of cronInstants(task.stepMs, now, now + CRON_HORIZON_MS)) {
      if (task.matches(new Date(at))) return at
    }
    return undefined
  }
  return Math.floor((now - phaseMs) / cadence.every) * cadence.every + phaseMs + cadence.every
}

/**
 * The usual time between two slots, for "has it been silent too long": the interval, or the widest gap between
 * slots of a cron expression within the next eight days.
 */
export function intervalOf(cadence: Cadence, now: number): number {
  if ('every' in cadence) return cadence.every
  let widest = 0
  let previous = nextSlot(cadence, 0, now)
  for (let seen = 0; previous !== undefined && seen < 50; seen += 1) {
    const next = nextSlot(cadence, 0, previous)
    if (next === undefined) break
    widest = Math.max(widest, next - previous)
    previous = next
  }
  return widest || CRON_HORIZON_MS
}

/** Instants of a cron expression that are looked at for its rhythm: those of a week where it has no seconds. */
const RHYTHM_INSTANTS = 7 * 24 * 60

/** How dense the slots of a cadence lie: the least time between two, ms, and how many a day has on average. */
export function rhythmOf(cadence: Cadence, now: number): { readonly everyMs: number; readonly perDay: number } {
  if ('every' in cadence) return { everyMs: cadence.every, perDay: DAY / cadence.every }
  const task = cronTask(cadence)
  const span = RHYTHM_INSTANTS * task.stepMs
  const slots = [...cronInstants(task.stepMs, now, now + span)].filter((at) => task.matches(new Date(at)))
  const gaps = slots.slice(1).map((at, index) => at - (slots[index] ?? at))
  return { everyMs: Math.min(DAY, ...gaps), perDay: (slots.length * DAY) / span }
}

function cronSlots(cadence: Extract<Cadence, { cron: string }>, after: number, until: number): SlotSpan | undefined {
  const task = cronTask(cadence)
  const found: number[] = []
  for (const at of cronInstants(task.stepMs, Math.max(after, until - CRON_HORIZON_MS), until)) {
    if (task.matches(new Date(at))) found.push(at)
  }
  const [first] = found
  const last = found.at(-1)
  return first === undefined || last === undefined ? undefined : { count: found.length, first, last }
}

/** The instants in `(after, until]` at which a cron expression of this grain can match. */
function* cronInstants(stepMs: number, after: number, until: number): Generator<number> {
  for (let at = (Math.floor(after / stepMs) + 1) * stepMs; at <= until; at += stepMs) yield at
}

interface CronTask {
  /** A minute for expressions that only fire at second 0, else a second. */
  readonly stepMs: number
  matches(date: Date): boolean
}

const tasks = new Map<string, CronTask>()

function cronTask({ cron, timezone }: { readonly cron: string; readonly timezone?: string }): CronTask {
  const key = `${timezone ?? ''} ${cron}`
  const known = tasks.get(key)
  if (known) return known
  const task = createCronTask(cron, timezone)
  tasks.set(key, task)
  return task
}

function createCronTask(cron: string, timezone: string | undefined): CronTask {
  const parsed = validateDetailed(cron)
  if (!parsed.valid || !parsed.fields) {
    const problems = parsed.errors.map((error) => error.message).join('; ')
    throw new MonitorError('cron', `"${cron}" is not a cron expression${problems ? `: ${problems}` : ''}`, {
      hint: 'Write minute, hour, day of month, month, day of week: "*/5 * * * *" is every five minutes.',
    })
  }
  const task = createTask(cron, () => {}, timezone === undefined ? {} : { timezone })
  const { second } = parsed.fields
  const matches = (date: Date) => task.match(date)
  try {
    matches(new Date(0))
  } catch (cause) {
    throw new MonitorError('cron', messageOf(cause), {
      hint: 'Write a time zone as "Europe/Berlin" or "America/New_York".',
      cause,
    })
  }
  return { stepMs: second.length === 1 && second[0] === 0 ? MINUTE : SECOND, matches }
}
