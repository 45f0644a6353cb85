import { type App, startApp, systemTimer, type WorkerEvent } from '../../app/index.ts'
import type { Config } from '../../config/index.ts'
import { clockTime, formatDuration, type Log, MonitorError, probeId, unlessAborted } from '../../core/index.ts'
import { heldLog } from '../live/held-log.ts'
import type { Frame } from '../live/live-view.ts'
import { paintLive } from '../live/paint-live.ts'
import { type Context, configFor, productVersion } from '../process/context.ts'
import { EXIT } from '../process/exit-codes.ts'
import { STOP_LIMIT_MS, type StopRequest, stopRequest } from '../process/interrupt.ts'
import { runEventJson } from '../readings/run-json.ts'
import { flushed, lineWriter } from '../terminal/line-writer.ts'

interface StartOptions {
  readonly config?: string
  readonly port?: number
  readonly json?: boolean
  readonly yes?: boolean
}

const FLUSH_MS = 200

/** `doorwatch start`: worker and dashboard until interrupted. A live view on a terminal, a line per event elsewhere. */
export async function start(context: Context, options: StartOptions): Promise<void> {
  const stop = stopRequest(STOP_LIMIT_MS)
  try {
    await serve(context, options, stop)
  } catch (error) {
    const interrupted = error instanceof MonitorError && error.code === 'interrupted'
    if (!interrupted || !stop.signal.aborted) throw error
  }
  process.exitCode = EXIT.good
  await Promise.all([context.stdout.stream, context.stderr.stream].map((stream) => flushed(stream, FLUSH_MS)))
  // Unread output in the pipe would keep the process alive.
  process.exit()
}

async function serve(context: Context, options: StartOptions, stop: StopRequest): Promise<void> {
  const config = withPort(await unlessAborted(stop.signal, configFor(context, options)), options.port)
  const live = context.stdout.isTTY === true && !options.json
  const screenLog = heldLog(context)
  const log = options.json ? jsonLog(context) : screenLog
  const app = await startApp(config, {
    clock: context.clock,
    setTimer: systemTimer,
    random: Math.random,
    log,
    version: productVersion(),
    progress: (text) => void context.stderr.write(`${text}\n`),
    ask: options.yes ? async () => true : context.ask,
    signal: stop.signal,
  })
  process.once('exit', () => app.force())
  const frame = frameOf(app, config)
  if (live) screenLog.hold()
  const unfollow = live
    ? paintLive(context, app, frame, screenLog.lines)
    : followLines(context, app, frame, options.json === true)
  const replaced = await Promise.race([stop.requested.then(() => undefined), app.replaced])
  unfollow()
  screenLog.release()
  context.stderr.write('Stopping.\n')
  await app.stop()
  if (replaced) throw replaced
}

function withPort(config: Config, port: number | undefined): Config {
  return port === undefined ? config : { ...config, dashboard: { ...config.dashboard, port } }
}

function frameOf(app: App, { timezone }: Config): Frame {
  const { sandbox, browser } = app.prepared
  return {
    version: productVersion(),
    timezone,
    dashboardUrl: app.dashboardUrl,
    channels: app.channels,
    ...(sandbox ? { sandboxUrl: sandbox.url } : {}),
    ...(browser ? { browser: `${browser.name} ${browser.version}` } : {}),
  }
}

/** A line per event, for a log file or a pipe. */
function followLines(context: Context, app: App, frame: Frame, json: boolean): () => void {
  const write = lineWriter(context.stdout, (lines) =>
    json
      ? JSON.stringify({ event: 'dropped', lines })
      : `${lines} lines are missing here: nothing read standard output.`,
  )
  if (!json) {
    write(`dashboard ${frame.dashboardUrl}`)
    if (frame.sandboxUrl) write(`sandbox ${frame.sandboxUrl}`)
    if (frame.browser) write(`browser ${frame.browser}`)
  }
  return app.subscribe((event) => {
    for (const line of json ? eventJson(event) : eventLines(event, frame, context.clock.now())) write(line)
  })
}

function eventLines(event: WorkerEvent, frame: Frame, now: number): readonly string[] {
  if (event.type === 'skipped') {
    return [
      `${clockTime(now, frame.timezone)} ${probeId(event.slot)} not run: ${event.slot.reason}, ${event.slot.count} slot(s)`,
    ]
  }
  if (event.type === 'alerted') return event.alerts.map((alert) => alertLine(alert.headline, frame, now))
  if (event.type !== 'finished') return []
  const { result, alerts } = event.recorded
  const failure = result.failure
  const why = failure ? `  ${failure.message}${failure.step ? ` at '${failure.step}'` : ''} (${failure.class})` : ''
  const run = `${clockTime(result.startedAt, frame.timezone)} ${probeId(result)} ${result.outcome} ${formatDuration(result.durationMs)}${why}`
  return [run, ...alerts.map((alert) => alertLine(alert.headline, frame, now))]
}

function alertLine(headline: string, frame: Frame, now: number): string {
  const where = frame.channels.length > 0 ? `to ${frame.channels.join(', ')}` : 'not sent: no channel configured'
  return `${clockTime(now, frame.timezone)} ALERT ${headline} (${where})`
}

function eventJson(event: WorkerEvent): readonly string[] {
  if (event.type === 'skipped') {
    const { reason, count, until } = event.slot
    return [JSON.stringify({ event: 'skipped', probe: probeId(event.slot), reason, count, until })]
  }
  if (event.type === 'alerted') return event.alerts.map((alert) => JSON.stringify({ event: 'alert', ...alert }))
  if (event.type !== 'finished') return []
  const { result, alerts } = event.recorded
  return [
    JSON.stringify({ event: 'run', ...runEventJson(result) }),
    ...alerts.map((alert) => JSON.stringify({ event: 'alert', ...alert })),
  ]
}

function jsonLog(context: Context): Log {
  const write =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void context.stderr.write(`${JSON.stringify({ level, event, ...fields })}\n`)
  return { debug() {}, info: write('info'), warn: write('warn'), error: write('error') }
}
