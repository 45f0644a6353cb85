import wrapAnsi from 'wrap-ansi'
import type { AppView, ProbeView } from '../../app/index.ts'
import {
  type AlertRecord,
  type CurrentState,
  clockTime,
  formatDuration,
  isHeldAt,
  probeId,
  type RunResult,
  STATE_RANK,
  type State,
  stateText,
  surfaceId,
  timeAndDay,
  timesInZone,
  whyUndelivered,
} from '../../core/index.ts'
import { OUTCOME_SIGN, type Paint, STATE_SIGN } from '../terminal/colour.ts'
import type { Size } from '../terminal/screen.ts'
import { layOut, type Section } from '../terminal/sections.ts'
import { clip, table } from '../terminal/table.ts'

/** The fixed lines of the live view above and below the table. */
export interface Frame {
  readonly version: string
  /** The zone of times (IANA). */
  readonly timezone: string
  readonly dashboardUrl: string
  readonly sandboxUrl?: string
  readonly browser?: string
  readonly channels: readonly string[]
}

/** Rows below the table reserved for failures and alerts. */
const ROWS_BELOW_TABLE = 6
const ALERTS_SHOWN = 5
const LOG_LINES_SHOWN = 3

/**
 * The live view of a running worker, for a screen of `size` cells: addresses and states stay visible on 80 x 24; failures,
 * steps and log lines share the rest. Pure.
 * @param log the newest lines of the log, oldest first
 */
export function liveView(view: AppView, frame: Frame, size: Size, paint: Paint, log: readonly string[] = []): string[] {
  const { columns, rows } = size
  const head = headLines(frame, paint)
  const sections: readonly Section[] = [
    { priority: 0, lines: [...head, ''] },
    { priority: 1, lines: tableLines(view, frame, Math.max(2, rows - head.length - 2 - ROWS_BELOW_TABLE), paint) },
    { priority: 7, lines: stepLines(view, paint), least: 2 },
    { priority: 3, lines: failureLines(view, paint) },
    { priority: 4, lines: spaced(view.notices.flatMap((notice) => noticeLines(notice.text, columns, paint))) },
    { priority: 5, lines: spaced(log.slice(-LOG_LINES_SHOWN).map((line) => paint('dim', line))), least: 2 },
    { priority: 2, lines: alertLines(view, frame, columns, paint), least: 2 },
    { priority: 6, lines: hintLines(frame, paint), least: 2 },
  ]
  return layOut(sections, rows).map((line) => clip(line, columns))
}

function headLines(frame: Frame, paint: Paint): readonly string[] {
  const about = [frame.sandboxUrl && `sandbox ${frame.sandboxUrl}`, frame.browser].filter(Boolean).join('   ')
  return [
    `${paint('bold', 'doorwatch')} ${frame.version}   dashboard ${paint('cyan', frame.dashboardUrl)}`,
    ...(about ? [paint('dim', about)] : []),
  ]
}

/** One row a probe; where there are more than fit, those in trouble come first and the rest is counted. */
function tableLines(view: AppView, frame: Frame, rows: number, paint: Paint): readonly string[] {
  const header = ['', 'probe', 'state', 'last run', 'took', 'next'].map((cell) => paint('dim', cell))
  const room = rows - 1
  const fits = view.probes.length <= room
  const probes = fits ? view.probes : troubleFirst(view).slice(0, Math.max(0, room - 1))
  const hidden = view.probes.length - probes.length
  const more = hidden > 0 ? [paint('dim', `   and ${hidden} more, on the dashboard`)] : []
  return [...table([header, ...probes.map((probe) => probeCells(probe, view, frame, paint))]).split('\n'), ...more]
}

function troubleFirst(view: AppView): readonly ProbeView[] {
  const rank = (probe: ProbeView) => STATE_RANK[surfaceOf(probe, view)?.state ?? 'unknown']
  return view.probes.toSorted((a, b) => rank(b) - rank(a))
}

function probeCells(probe: ProbeView, view: AppView, { timezone }: Frame, paint: Paint): readonly string[] {
  const surface = surfaceOf(probe, view)
  const state: State = surface?.state ?? 'unknown'
  const [sign, style] = STATE_SIGN[state]
  const since =
    surface && state !== 'operational' && state !== 'unknown' ? ` ${formatDuration(view.at - surface.since)}` : ''
  return [
    paint(style, sign),
    nameOf(probe),
    paint(style, (surface ? stateText(surface, timezone) : state) + since),
    probe.running
      ? paint('cyan', 'running')
      : probe.last
        ? `${formatDuration(Math.max(0, view.at - endOf(probe.last)))} ago`
        : '-',
    probe.last ? took(probe.last, paint) : '-',
    probe.nextAt === undefined ? '-' : `in ${formatDuration(Math.max(0, probe.nextAt - view.at))}`,
  ]
}

const nameOf = ({ plan }: ProbeView) => (plan.surface === plan.probe ? surfaceId(plan) : probeId(plan))

function surfaceOf(probe: ProbeView, view: AppView): CurrentState | undefined {
  return view.surfaces.find((surface) => surfaceId(surface) === surfaceId(probe.plan))
}

function took(run: RunResult, paint: Paint): string {
  const [sign, style] = OUTCOME_SIGN[run.outcome]
  return `${paint(style, sign)} ${formatDuration(run.durationMs)}`
}

const endOf = (run: RunResult) => run.startedAt + run.durationMs

/** "✗ sandbox/login  HTTP 500 at 'submit credentials' (server_error)" */
function failureLines(view: AppView, paint: Paint): readonly string[] {
  const lines = view.probes.flatMap((probe) => {
    const failure = probe.last?.failure
    if (!failure) return []
    const where = failure.step ? ` at '${failure.step}'` : ''
    return [paint('red', `✗ ${nameOf(probe)}  ${failure.message}${where} (${failure.class})`)]
  })
  return spaced(lines)
}

/** "login  open the sign-in page 84 ms · submit credentials 112 ms" */
function stepLines(view: AppView, paint: Paint): readonly string[] {
  const widest = Math.max(0, ...view.probes.map(({ plan }) => plan.probe.length))
  const lines = view.probes.flatMap(({ plan, last }) => {
    if (!last) return []
    const steps = last.steps.map((step) => `${step.name} ${formatDuration(step.durationMs)}`).join(' · ')
    return [paint('dim', `${plan.probe.padEnd(widest)}  ${steps}`)]
  })
  return spaced(lines)
}

function noticeLines(text: string, columns: number, paint: Paint): readonly string[] {
  return wrapped(text, columns - 2).map((line, index) => `${index === 0 ? paint('yellow', '!') : ' '} ${line}`)
}

function alertLines({ alerts, at: now }: AppView, frame: Frame, columns: number, paint: Paint): readonly string[] {
  if (alerts.length === 0) {
    const where = frame.channels.join(', ') || 'this screen and the dashboard'
    return ['', paint('dim', `No alert so far. Alerts go to ${where}.`)]
  }
  const lines = alerts.slice(0, ALERTS_SHOWN).flatMap((alert) => {
    const time = clockTime(alert.at, frame.timezone)
    const indent = ' '.repeat(time.length + 2)
    const headline = timesInZone(alert.headline, alert.at, frame.timezone)
    return [
      ...wrapped(headline, columns - indent.length).map(
        (line, index) => `${index === 0 ? `${paint('dim', time)}  ` : indent}${line}`,
      ),
      ...wrapped(deliveryText(alert, now, frame.timezone), columns - indent.length).map(
        (line) => `${indent}${paint('dim', line)}`,
      ),
    ]
  })
  return ['', paint('bold', 'Alerts'), ...lines]
}

/** The delivery of an alert at `now` (epoch ms): "sent to slack", "held for slack until …", "not sent: no channel is configured". */
export function deliveryText(alert: AlertRecord, now: number, timezone: string): string {
  if (alert.deliveries.length === 0) return `not sent: ${whyUndelivered(alert)}`
  return alert.deliveries
    .map((delivery) => {
      const { channel, state, lastError, attempts, holdUntil = 0 } = delivery
      if (isHeldAt(delivery, now)) return `held for ${channel} until ${timeAndDay(holdUntil, timezone)}`
      if (state === 'sent') return lastError ? `sent to ${channel}, but ${lastError}` : `sent to ${channel}`
      if (state === 'dead') return `NOT SENT to ${channel}: ${lastError ?? 'given up'}`
      return lastError ? `${channel}: try ${attempts} failed (${lastError}), trying again` : `sending to ${channel}`
    })
    .join('; ')
}

/** What a person can do from here. */
function hintLines(frame: Frame, paint: Paint): readonly string[] {
  const lines = frame.sandboxUrl ? ['Break a surface from another terminal: npx doorwatch sandbox break login 500'] : []
  return spaced([...lines, 'Stop with Ctrl+C.'].map((line) => paint('dim', line)))
}

/** A section's lines below an empty one; nothing where there are none. */
const spaced = (lines: readonly string[]): readonly string[] => (lines.length > 0 ? ['', ...lines] : [])

/** The text in lines of at most `columns` cells, broken between words if possible. */
function wrapped(text: string, columns: number): readonly string[] {
  return wrapAnsi(text.replace(/\s+/g, ' '), Math.max(10, columns), { hard: true }).split('\n')
}
