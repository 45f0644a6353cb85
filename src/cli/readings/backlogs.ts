import { type ChannelBacklog, clockTime, defined, formatDuration, timeAndDay } from '../../core/index.ts'

/** The alerts that wait for a channel, and those that its route holds; of a channel that refuses them, the reason. */
export function backlogText(backlog: ChannelBacklog, now: number, timezone: string): string {
  const { channel, waiting, held } = backlog
  const hold = held
    ? `${alertsThat(held.count, 'is', 'are')} held for ${channel} until ${timeAndDay(held.until, timezone)}.\n`
    : ''
  return waiting === 0 ? hold : `${waitingText(backlog, now, timezone)}${hold}`
}

function alertsThat(count: number, one: string, many: string): string {
  return count === 1 ? `1 alert ${one}` : `${count} alerts ${many}`
}

function waitingText({ channel, waiting, since, refusal }: ChannelBacklog, now: number, timezone: string): string {
  const age = (at: number) => formatDuration(Math.max(0, now - at))
  const wait = `${alertsThat(waiting, 'waits', 'wait')} for ${channel}, the oldest for ${age(since)}.`
  if (!refusal)
    return `${wait}
`
  const reason = refusal.reason.replace(/\.$/, '')
  const retry = `Doorwatch tries again at ${clockTime(refusal.retryAt, timezone)}, and when the worker starts.`
  return `Channel ${channel} refuses alerts for ${age(refusal.since)} now: ${reason}. ${wait} ${retry}
`
}

export function backlogJson({ since, held, refusal, retry, ...rest }: ChannelBacklog) {
  const iso = (at: number) => new Date(at).toISOString()
  const more = {
    held: held && { ...held, until: iso(held.until) },
    refusal: refusal && { ...refusal, since: iso(refusal.since), retryAt: iso(refusal.retryAt) },
    retry: retry && { ...retry, at: iso(retry.at) },
  }
  return { ...rest, since: iso(since), ...defined(more) }
}
