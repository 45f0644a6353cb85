import {
  type ChannelBacklog,
  type ChannelReach,
  defined,
  formatDuration,
  type MonotonicClock,
  SECOND,
  type SystemClock,
  timeAndDay,
} from '../../core/index.ts'
import { type Channel, SILENT_CHANNEL_MS, testAlert, tryChannel } from '../../notify/index.ts'
import type { TakenTest } from '../../store/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'

/** Longest wait for the answer of a channel, as in the worker. */
const SEND_MS = 10 * SECOND

/** The records of the channels in the database. */
export interface ChannelRecords {
  readonly backlogs: readonly ChannelBacklog[]
  readonly reach: readonly ChannelReach[]
}

export interface ChannelCheckOptions {
  readonly sendTest: boolean
  readonly clock: Pick<SystemClock, 'now'> & MonotonicClock
  readonly location: string
  readonly timezone: string
  /** By name: the highest rung that a channel reaches without a person. */
  readonly bestRungs: ReadonlyMap<string, 'accepted' | 'visible'>
  /** Undefined where there is no database yet. */
  readonly readRecords: () => Promise<ChannelRecords | undefined>
  /** Stores a test alert that was accepted. */
  readonly saveTest: (test: TakenTest) => Promise<void>
}

/**
 * Checks that there is a channel for alerts, that no service refuses alerts, and that each channel delivered a message in
 * the last eight days; with `sendTest`, that each one accepts a test alert.
 */
export function channelChecks(channels: readonly Channel[], options: ChannelCheckOptions): readonly Check[] {
  if (channels.length === 0) {
    return [
      {
        name: 'channels',
        run: async () =>
          warn(
            'no channel: alerts are shown on the terminal and the dashboard only',
            'Set SLACK_WEBHOOK_URL, or SMTP_URL and ALERT_EMAIL_TO.',
          ),
      },
    ]
  }
  return channels.map((channel) => ({
    name: `channel ${channel.name}`,
    limitMs: 20_000,
    run: (signal) => (options.sendTest ? send(channel, options, signal) : recorded(channel.name, options)),
  }))
}

async function send(channel: Channel, options: ChannelCheckOptions, signal: AbortSignal): Promise<CheckResult> {
  const { clock, location, timezone } = options
  const alert = testAlert(channel.name, { now: clock.now(), location, timezone, links: {} })
  const trial = await tryChannel(channel, alert, { limitMs: SEND_MS, clock, signal })
  if (!trial.ok) return fail(trial.error, trial.hint ?? 'Check the address of the channel in the config.')
  const { rung, serviceId, refusedBy } = trial
  const note = refusedBy === undefined ? undefined : `refused by ${refusedBy}`
  await options.saveTest({
    ...{ alert, channel: channel.name, at: clock.now() },
    receipt: { rung, ...defined({ serviceId, note }) },
  })
  if (refusedBy === undefined) return ok('accepted a test alert; check that it arrived')
  return fail(
    `the test alert was refused for ${refusedBy}; the other recipients received it`,
    'Correct or remove these recipients of the channel (ALERT_EMAIL_TO, or "to" in the config).',
  )
}

/** The finding by the records of a channel. */
async function recorded(name: string, options: ChannelCheckOptions): Promise<CheckResult> {
  const { clock, timezone, bestRungs } = options
  const test = `doorwatch alerts test ${name}`
  const records = await options.readRecords()
  const refusal = records?.backlogs.find(({ channel }) => channel === name)?.refusal
  if (refusal) {
    return fail(
      `refuses alerts since ${timeAndDay(refusal.since, timezone)}: ${refusal.reason}`,
      `Correct it as the reason says, then run: ${test}`,
    )
  }
  const best = bestRungs.get(name) ?? 'accepted'
  const reach = records?.reach.find(({ channel }) => channel === name)
  const lastAt = reach?.[best]
  if (reach === undefined) return warn('never tried: nothing was sent through it yet', `Run: ${test}`)
  if (lastAt === undefined) {
    return warn(`no message is ${best} yet; the last one was accepted`, `Look whether it arrived, and run: ${test}`)
  }
  const age = Math.max(0, clock.now() - lastAt)
  if (age >= SILENT_CHANNEL_MS) return warn(`no message was ${best} for ${formatDuration(age)}`, `Run: ${test}`)
  return ok(`its last message was ${best} ${formatDuration(age)} ago`)
}
