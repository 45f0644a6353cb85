import { type Clock, defined, MINUTE, type MonotonicClock } from '../../core/index.ts'
import { pauseMs } from './backoff.ts'

/** A channel through which nothing went for so long is away: its alerts go to the next fallback as well. */
export const AWAY_MS = 15 * MINUTE

export interface ChannelHealth {
  readonly name: string
  readonly lastSentAt?: number
  readonly failingSince?: number
  readonly lastError?: string
}

interface ChannelState {
  health: ChannelHealth
  /** Times by the monotonic clock, ms. */
  pausedUntil: number
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
      names.map((name) => [name, { health: { name }, pausedUntil: 0, failingFrom: undefined, limits: 0 }]),
    )
    this.#clock = clock
  }

  /** @param note recipients that refused it */
  delivered(name: string, note: string | undefined): void {
    const state = this.#states.get(name)
    if (!state) return
    state.health = { name, lastSentAt: this.#clock.now(), ...defined({ lastError: note }) }
    state.failingFrom = undefined
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

  /** How long the channel is still left alone, ms; 0 where it may be used. */
  pauseLeftMs(name: string): number {
    return Math.max(0, (this.#states.get(name)?.pausedUntil ?? 0) - this.#clock.elapsed())
  }

  paused(): readonly string[] {
    return [...this.#states.keys()].filter((name) => this.pauseLeftMs(name) > 0)
  }

  /** Nothing went through it for `AWAY_MS`, or it asked to be left alone that long. */
  isAway(name: string): boolean {
    return this.#failingMs(name) >= AWAY_MS || this.pauseLeftMs(name) >= AWAY_MS
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
