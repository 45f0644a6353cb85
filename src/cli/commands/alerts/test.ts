import type { Config } from '../../../config/index.ts'
import {
  type Alert,
  type ChannelBacklog,
  type ChannelKind,
  defined,
  formatDuration,
  MonitorError,
  messageOf,
  plural,
  SECOND,
  type SentReceipt,
} from '../../../core/index.ts'
import { createFetch } from '../../../net/index.ts'
import { type Channel, createChannels, type Trial, testAlert, tryChannel } from '../../../notify/index.ts'
import { openStore } from '../../../store/index.ts'
import { type Context, configFor, stderrLog } from '../../process/context.ts'
import { EXIT } from '../../process/exit-codes.ts'
import { unknownName } from '../../process/unknown-name.ts'
import type { Paint } from '../../terminal/colour.ts'
import { table } from '../../terminal/table.ts'
import { whileWorking } from '../../terminal/while-working.ts'

interface TestOptions {
  readonly config?: string
  readonly json?: boolean
}

/** Longest wait for the answer of a channel, as in the worker. */
const SEND_MS = 10 * SECOND

/** A channel, the test alert that was sent through it, and the result. */
interface Tested {
  readonly name: string
  readonly kind: ChannelKind
  readonly alert: Alert
  readonly trial: Trial
  /** The alerts that waited for it and go now. */
  readonly released?: number
}

/**
 * `doorwatch alerts test`: sends a test alert through each channel, directly. What waits for a channel that takes it goes
 * at once. Exit code 1 where a channel does not take it in full.
 */
export async function testChannels(context: Context, names: readonly string[], options: TestOptions): Promise<void> {
  const config = await configFor(context, options)
  const channels = channelsNamed(config, names)
  const tested = await sendTests(context, config, channels)
  const results = await storeTests(context, config, tested)
  context.stdout.write(
    options.json ? `${JSON.stringify(results.map(resultJson), null, 2)}\n` : `${textOf(results, context.paint)}\n`,
  )
  if (results.some(({ trial }) => !isComplete(trial))) process.exitCode = EXIT.failing
}

function channelsNamed(config: Config, names: readonly string[]): readonly Channel[] {
  if (config.channels.length === 0) {
    throw new MonitorError('usage', 'no channel is configured', {
      hint: 'Set SLACK_WEBHOOK_URL, or SMTP_URL and ALERT_EMAIL_TO, or alerts.channels in the config.',
    })
  }
  const configured = config.channels.map(({ name }) => name)
  for (const name of names) if (!configured.includes(name)) throw unknownName('channel', name, configured)
  const channels = createChannels(config.channels, { fetch: createFetch(config.proxy) })
  return names.length === 0 ? channels : channels.filter(({ name }) => names.includes(name))
}

function sendTests(context: Context, config: Config, channels: readonly Channel[]): Promise<readonly Tested[]> {
  const { clock } = context
  const interrupted = new AbortController()
  const open = new Set(channels.map(({ name }) => name))
  const { location, timezone, dashboard } = config
  const scene = { location, timezone, links: defined({ dashboardUrl: dashboard.publicUrl }) }
  const send = async (channel: Channel): Promise<Tested> => {
    const alert = testAlert(channel.name, { ...scene, now: clock.now() })
    const trial = await tryChannel(channel, alert, { limitMs: SEND_MS, clock, signal: interrupted.signal })
    open.delete(channel.name)
    const kind = config.channels.find(({ name }) => name === channel.name)?.kind ?? 'webhook'
    return { name: channel.name, kind, alert, trial }
  }
  return whileWorking(
    context.stderr,
    () => `waiting for ${[...open].join(', ')}`,
    () => Promise.all(channels.map(send)),
  )
}

/** Stores what was taken, so that pages and `doctor` know it and what waits goes at once. */
async function storeTests(context: Context, config: Config, tested: readonly Tested[]): Promise<readonly Tested[]> {
  if (!tested.some(({ trial }) => trial.ok)) return tested
  const { clock } = context
  try {
    const store = await openStore({ path: config.database, log: stderrLog(context), clock, olderSchema: 'refuse' })
    try {
      const backlogs = await store.channelBacklogs(clock.now())
      for (const { name, alert, trial } of tested) {
        if (trial.ok) await store.saveTest({ alert, channel: name, receipt: receiptOf(trial), at: clock.now() })
      }
      return tested.map((result) => ({ ...result, ...releasedBy(result, backlogs) }))
    } finally {
      await store.close()
    }
  } catch (error) {
    context.stderr.write(`The result is not stored: ${messageOf(error)}\n`)
    return tested
  }
}

function receiptOf({ rung, serviceId, refusedBy }: Extract<Trial, { ok: true }>): SentReceipt {
  return { rung, ...defined({ serviceId, note: refusedBy === undefined ? undefined : `refused by ${refusedBy}` }) }
}

function releasedBy({ name, trial }: Tested, backlogs: readonly ChannelBacklog[]): { readonly released?: number } {
  const backlog = backlogs.find(({ channel }) => channel === name)
  return trial.ok && backlog && backlog.waiting > 0 ? { released: backlog.waiting } : {}
}

function isComplete(trial: Trial): boolean {
  return trial.ok && trial.refusedBy === undefined
}

function textOf(results: readonly Tested[], paint: Paint): string {
  const rows = results.map(({ name, trial }) => {
    const took = formatDuration(trial.tookMs)
    if (!trial.ok) return [paint('red', '✗'), name, trial.permanent ? 'refused' : 'failed', took]
    const sign = isComplete(trial) ? paint('green', '✓') : paint('yellow', '▲')
    return [sign, name, trial.rung, took]
  })
  return table(rows)
    .split('\n')
    .flatMap((line, index) => [line, ...detailsOf(results[index] as Tested).map((detail) => `   ${detail}`)])
    .join('\n')
}

function detailsOf({ trial, released }: Tested): readonly string[] {
  if (!trial.ok) return [trial.error, ...(trial.hint === undefined ? [] : [trial.hint])]
  return [
    ...(trial.refusedBy === undefined ? [] : [`refused by ${trial.refusedBy}; the other recipients received it`]),
    ...(released === undefined ? [] : [`${plural(released, 'alert that waits goes', 'alerts that wait go')} now`]),
  ]
}

function resultJson({ name, kind, trial, released }: Tested) {
  return { channel: name, kind, ...trial, ...defined({ released }) }
}
