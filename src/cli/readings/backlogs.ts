import { type ChannelBacklog, defined, formatDuration } from '../../core/index.ts'
import { localTime } from '../live/live-view.ts'

/** The alerts that wait for a channel; of a channel that refuses them, the reason, what to do and the next attempt. */
export function backlogText({ channel, waiting, since, refusal }: ChannelBacklog, now: number): string {
  const age = (at: number) => formatDuration(Math.max(0, now - at))
  const alerts = waiting === 1 ? '1 alert waits' : `${waiting} alerts wait`
  const wait = `${alerts} for ${channel}, the oldest for ${age(since)}.`
  if (!refusal)
    return `${wait}
`
  const reason = refusal.reason.replace(/\.$/, '')
  const retry = `Doorwatch tries again at ${localTime(refusal.retryAt)}, and when the worker starts.`
  return `Channel ${channel} refuses alerts for ${age(refusal.since)} now: ${reason}. ${wait} ${retry}
`
}

export function backlogJson({ since, refusal, retry, ...rest }: ChannelBacklog) {
  const iso = (at: number) => new Date(at).toISOString()
  const times = refusal && { ...refusal, since: iso(refusal.since), retryAt: iso(refusal.retryAt) }
  return { ...rest, since: iso(since), ...defined({ refusal: times, retry: retry && { ...retry, at: iso(retry.at) } }) }
}
