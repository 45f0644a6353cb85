import type { AppView, ProbeView } from '../../app/index.ts'
import {
  type AlertRecord,
  type CurrentState,
  formatDuration,
  probeId,
  type RunResult,
  type State,
  stateText,
  surfaceId,
} from '../../core/index.ts'
import { OUTCOME_SIGN, type Paint, STATE_SIGN } from './colour.ts'
import { clip, table } from './table.ts'

/** What the live view says above and below the table; it does not change while the worker runs. */
export interface Frame {
  readonly version: string
  readonly dashboardUrl: string
  readonly sandboxUrl?: string
  readonly browser?: string
  readonly channels: readonly string[]
}

/** The live terminal view of a running worker, as text of at most `width` columns. Pure. */
export function liveView(view: AppView, frame: Frame, width: number, paint: Paint): string {
  const rows = view.probes.map((probe) => probeRow(probe, view, paint))
  const header = ['', 'probe', 'state', 'last run', 'took', 'next'].map((cell) => paint('dim', cell))
  const lines = [
    ...head(frame, paint),
    '',
    table([header, ...rows.map((row) => row.cells)]),
    '',
    ...view.probes.flatMap((probe) => stepLine(probe, view, width, paint)),
    ...view.notices.map((notice) => `${paint('yellow', '!')} ${clip(notice.text, width - 2)}`),
    ...alertLines(view.alerts, frame, width, paint),
    ...hints(frame, paint),
  ]
  return lines.join('\n')
}

function head(frame: Frame, paint: Paint): readonly string[] {
  return [
    `${paint('bold', 'doorwatch')} ${frame.version}   dashboard ${paint('cyan', frame.dashboardUrl)}`,
    paint('dim', [frame.sandboxUrl && `sandbox ${frame.sandboxUrl}`, frame.browser].filter(Boolean).join('   ')),
  ]
}

function probeRow(probe: ProbeView, view: AppView, paint: Paint): { readonly cells: readonly string[] } {
  const surface = surfaceOf(probe, view)
  const state: State = surface?.state ?? 'unknown'
  const [sign, style] = STATE_SIGN[state]
  const since =
    surface && state !== 'operational' && state !== 'unknown' ? ` ${formatDuration(view.at - surface.since)}` : ''
  return {
    cells: [
      paint(style, sign),
      probe.plan.surface === probe.plan.probe ? surfaceId(probe.plan) : probeId(probe.plan),
      paint(style, (surface ? stateText(surface) : state) + since),
      probe.running
        ? paint('cyan', 'running')
        : probe.last
          ? `${formatDuration(Math.max(0, view.at - endOf(probe.last)))} ago`
          : '-',
      probe.last ? took(probe.last, paint) : '-',
      probe.nextAt === undefined ? '-' : `in ${formatDuration(Math.max(0, probe.nextAt - view.at))}`,
    ],
  }
}

function surfaceOf(probe: ProbeView, view: AppView): CurrentState | undefined {
  return view.surfaces.find((surface) => surfaceId(surface) === surfaceId(probe.plan))
}

function took(run: RunResult, paint: Paint): string {
  const [sign, style] = OUTCOME_SIGN[run.outcome]
  return `${paint(style, sign)} ${formatDuration(run.durationMs)}`
}

const endOf = (run: RunResult) => run.startedAt + run.durationMs

/** "login  open the sign-in page 84 ms · submit credentials 112 ms ✗ HTTP 500" */
function stepLine(probe: ProbeView, view: AppView, width: number, paint: Paint): readonly string[] {
  if (!probe.last) return []
  const steps = probe.last.steps.map((step) => `${step.name} ${formatDuration(step.durationMs)}`).join(' · ')
  const failure = probe.last.failure
  const name = probe.plan.probe.padEnd(Math.max(...view.probes.map((other) => other.plan.probe.length)))
  const text = clip(`${name}  ${steps}`, width)
  if (!failure) return [paint('dim', text)]
  const where = failure.step ? ` at '${failure.step}'` : ''
  return [
    text,
    paint('red', clip(`${' '.repeat(name.length)}  ✗ ${failure.message}${where} (${failure.class})`, width)),
  ]
}

function alertLines(alerts: readonly AlertRecord[], frame: Frame, width: number, paint: Paint): readonly string[] {
  if (alerts.length === 0)
    return [
      '',
      paint('dim', `No alert so far. Alerts go to ${frame.channels.join(', ') || 'this screen and the dashboard'}.`),
    ]
  return [
    '',
    paint('bold', 'Alerts'),
    ...alerts
      .slice(0, 5)
      .flatMap((alert) => [
        `${paint('dim', clockTime(alert.at))}  ${clip(alert.headline, width - 10)}`,
        `          ${paint('dim', deliveryText(alert))}`,
      ]),
  ]
}

/** What became of an alert: "sent to slack", "retrying slack: …", "not sent: no channel configured". */
export function deliveryText(alert: AlertRecord): string {
  if (alert.deliveries.length === 0) return 'not sent: no channel configured'
  return alert.deliveries
    .map(({ channel, state, lastError, attempts }) => {
      if (state === 'sent') return `sent to ${channel}`
      if (state === 'dead') return `NOT SENT to ${channel}: ${lastError ?? 'given up'}`
      return lastError ? `${channel}: try ${attempts} failed (${lastError}), trying again` : `sending to ${channel}`
    })
    .join('; ')
}

/** Local wall-clock time, HH:MM:SS. */
export function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8)
}

function hints(frame: Frame, paint: Paint): readonly string[] {
  const lines = frame.sandboxUrl ? ['Break a door from another terminal: npx doorwatch sandbox break login 500'] : []
  return ['', ...lines, 'Stop with Ctrl+C.'].map((line) => (line ? paint('dim', line) : line))
}
