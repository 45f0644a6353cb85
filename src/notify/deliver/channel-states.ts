import { type Clock, DAY, defined, HOUR, MINUTE, type MonotonicClock } from '../../core/index.ts'
import { pauseMs } from './backoff.ts'

/** A channel through which nothing went for this long is away: its alerts go to the next fallback as well. */
export const AWAY_MS = 15 * MINUTE

/** A channel whose service refuses alerts for good is tried again after this time. */
export const REFUSED_RETRY_MS = HOUR

/** A channel that delivered nothing for this long, ms, missed a weekly proof. */
export const SILENT_CHANNEL_MS = 8 * DAY

export interface ChannelHealth {
  readonly name: string
  readonly lastSentAt?: number
  readonly failingSince?: number
  readonly lastError?: string
  /** The service refuses alerts for good since this time (epoch ms); absent where it does not. */
  readonly refusedSince?: number
}

interface ChannelState {
  health: ChannelHealth
  /** Times by the monotonic clock, ms. */
  pausedUntil: number
  /** When a refused channel is tried again; undefined where it is not refused. */
  refusedUntil: number | undefined
  failingFrom: number | undefined
  /** Answers in a row that only asked to wait. */
  limits: number
}

/** How each channel is doing. Times that decide something are monotonic. */
export class ChannelStates {
  readonly #states: ReadonlyMap<string, ChannelState>
  readonly #clock: Clock & MonotonicClock

  constructor(names: readonly string[], clock: Clock & MonotonicClock) {
    this.#states = new Map(
      names.map((name) => [
        name,
        {
          health: { name },
          ...{ pausedUntil: 0, refusedUntil: undefined, failingFrom: undefined, limits: 0 },
        },
      ]),
    )
    this.#clock = clock
  }

  /** @param note recipients that refused it */
  delivered(name: string, note: string | undefined): void {
    const state = this.#states.get(name)
    if (!state) return
    state.health = { name, lastSentAt: this.#clock.now(), ...defined({ lastError: note }) }
    state.failingFrom = undefined
    state.refusedUntil = undefined
    state.limits = 0
  }

  failed(name: string, error: string): void {
    const state = this.#states.get(name)
    if (!state) return
    state.failingFrom ??= this.#clock.elapsed()
    state.health = {
      ...state.health,
      failingSince: state.health.failingSince ?? this.#clock.now(),
      lastError: error,
    }
  }

  /** The service refused a message for good: the channel is left alone for `ms`. */
  refused(name: string, error: string, ms: number): void {
    this.failed(name, error)
    const state = this.#states.get(name)
    if (state) state.health = { ...state.health, refusedSince: state.health.refusedSince ?? this.#clock.now() }
    this.leaveAlone(name, ms)
  }

  /** Leaves a channel that refuses alerts alone for so long, ms. */
  leaveAlone(name: string, ms: number): void {
    const state = this.#states.get(name)
    if (!state) return
    state.refusedUntil = this.#clock.elapsed() + ms
  }

  /** @param until by channel, epoch ms */
  restoreRefusals(until: ReadonlyMap<string, number>): void {
    const now = this.#clock.now()
    for (const [name, at] of until) if (at > now) this.leaveAlone(name, at - now)
  }

  lastError(name: string): string {
    return this.#states.get(name)?.health.lastError ?? `${name} refuses alerts`
  }

  /** How long a channel that refuses alerts is left alone, ms; 0 where it may be tried. */
  refusalLeftMs(name: string): number {
    return Math.max(0, (this.#states.get(name)?.refusedUntil ?? 0) - this.#clock.elapsed())
  }

  /** The channel asked to wait. @returns for how long it is left alone, ms */
  limited(name: string, askedMs: number, error: string): number {
    this.failed(name, error)
    const state = this.#states.get(name)
    if (!state) return askedMs
    state.limits += 1
    const ms = pauseMs(askedMs, state.limits)
    state.pausedUntil = this.#clock.elapsed() + ms
    return ms
  }

  /** How long the channel still asks to wait, ms; 0 where it may be used. */
  pauseLeftMs(name: string): number {
    return Math.max(0, (this.#states.get(name)?.pausedUntil ?? 0) - this.#clock.elapsed())
  }

  /** Channels that take nothing now: they asked to wait, or are refused and not yet to be tried again. */
  paused(): readonly string[] {
    const now = this.#clock.elapsed()
    return [...this.#states]
      .filter(([name, { refusedUntil = 0 }]) => this.pauseLeftMs(name) > 0 || refusedUntil > now)
      .map(([name]) => name)
  }

  /** The channels whose services refuse alerts for good. */
  refusedNames(): readonly string[] {
    return [...this.#states.keys()].filter((name) => this.isRefused(name))
  }

  /** A service took a message that another process sent: the channel is used again at once. */
  takenElsewhere(name: string): void {
    const state = this.#states.get(name)
    if (!state) return
    state.refusedUntil = undefined
    state.failingFrom = undefined
    const { lastSentAt } = state.health
    state.health = { name, ...defined({ lastSentAt }) }
  }

  isRefused(name: string): boolean {
    return this.#states.get(name)?.refusedUntil !== undefined
  }

  /** Nothing went through it for `AWAY_MS`, it asked to be left alone that long, or its service refuses alerts for good. */
  isAway(name: string): boolean {
    return this.isRefused(name) || this.#failingMs(name) >= AWAY_MS || this.pauseLeftMs(name) >= AWAY_MS
  }

  health(): readonly ChannelHealth[] {
    return [...this.#states.values()].map(({ health }) => health)
  }

  /** How long the channel that fails longest has been failing, ms; 0 where none does. */
  longestFailureMs(): number {
    return Math.max(0, ...[...this.#states.keys()].map((name) => this.#failingMs(name)))
  }

  #failingMs(name: string): number {
    const from = this.#states.get(name)?.failingFrom
    return from === undefined ? 0 : this.#clock.elapsed() - from
  }
}
