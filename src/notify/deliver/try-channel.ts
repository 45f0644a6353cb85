import { type Alert, defined, type MonotonicClock, messageOf, oneLine } from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt } from '../channels/channel.ts'
import { AGAIN } from '../channels/http.ts'
import { sendWithin } from './send-within.ts'

/** The result of one alert that was sent through a channel directly, past the outbox. */
export type Trial = TakenTrial | FailedTrial

interface TrialTime {
  /** From the send to the answer, ms. */
  readonly tookMs: number
}

interface TakenTrial extends TrialTime {
  readonly ok: true
  readonly rung: 'accepted' | 'visible'
  /** The id that the service gave the message. */
  readonly serviceId?: string
  /** The recipients that refused it, with the answers of their server; the others have it. */
  readonly refusedBy?: string
}

interface FailedTrial extends TrialTime {
  readonly ok: false
  readonly error: string
  /** What to do. */
  readonly hint?: string
  /** Trying again cannot help: the service itself refuses the alert. */
  readonly permanent: boolean
}

/** Sends one alert through one channel, once. Never throws. Its texts are free of secrets. */
export async function tryChannel(
  channel: Channel,
  alert: Alert,
  {
    limitMs,
    clock,
    signal,
  }: { readonly limitMs: number; readonly clock: MonotonicClock; readonly signal: AbortSignal },
): Promise<Trial> {
  const begunAt = clock.elapsed()
  const tookMs = () => Math.round(clock.elapsed() - begunAt)
  try {
    const receipt = await sendWithin(channel, alert, { limitMs, stopping: signal })
    return { ok: true, tookMs: tookMs(), ...takenBy(receipt) }
  } catch (thrown) {
    const failure = thrown instanceof ChannelError ? thrown : undefined
    const error = oneLine(messageOf(thrown), 400)
    return {
      ...{ ok: false, tookMs: tookMs(), error, permanent: failure?.permanent ?? false },
      ...defined({ hint: hintOf(failure) }),
    }
  }
}

/** Without the promise of another try: a trial is one. */
function hintOf(failure: ChannelError | undefined): string | undefined {
  const hint = failure?.hint?.replace(AGAIN, '').replace(/\s+/g, ' ').trim()
  return hint === '' ? undefined : hint
}

function takenBy({ id, refused }: Receipt) {
  return {
    rung: id === undefined ? ('accepted' as const) : ('visible' as const),
    ...defined({ serviceId: id, refusedBy: refused === undefined ? undefined : oneLine(refused, 400) }),
  }
}
