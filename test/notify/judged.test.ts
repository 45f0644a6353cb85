import { describe, expect, it } from 'vitest'
import {
  type Alert,
  DAY,
  defined,
  type Failure,
  HOUR,
  type JudgedChanges,
  MINUTE,
  SECOND,
  type SurfaceStatus,
} from '../../src/core/index.ts'
import { planAlerts } from '../../src/notify/index.ts'
import { type Bench, benchOf, DRIFT, NETWORK, type RunWish, SURFACES, T0 } from '../judge/kit.ts'
import { TARGET } from './kit.ts'

const CONFIRM_MS = 10 * SECOND

/** Replays runs of all surfaces through the real judge, a minute apart, and gives every alert that was planned. */
class Watch {
  readonly alerts: Alert[] = []
  readonly #bench: Bench = benchOf({ surfaces: SURFACES })
  readonly #status = new Map<string, SurfaceStatus>()
  now = T0

  /** `minutes` of runs; `broken` gives the failure of a surface. */
  play(minutes: number, broken: Readonly<Record<string, Partial<RunWish>>> = {}): void {
    for (let minute = 0; minute < minutes; minute += 1) {
      for (const [nth, surface] of SURFACES.entries()) {
        const wish = { surface, ...broken[surface] }
        let at = this.now + nth * CONFIRM_MS
        let verdict = this.#bench.apply({ ...wish, at })
        this.#plan(verdict, at)
        for (let tries = 0; verdict.confirm && tries < 3; tries += 1) {
          at += 2 * SECOND
          verdict = this.#bench.apply({ ...wish, at, trigger: 'confirm' })
          this.#plan(verdict, at)
        }
      }
      this.now += MINUTE
      this.#plan(this.#bench.tick(this.now), this.now)
    }
  }

  #plan(verdict: JudgedChanges, now: number): void {
    for (const { target, surface, to, since, failure } of verdict.transitions) {
      this.#status.set(surface, { target, surface, state: to, since, ...defined({ failure }) })
    }
    this.alerts.push(...planAlerts({ target: TARGET, verdict, surfaces: [...this.#status.values()], now, links: {} }))
  }

  get alerted(): readonly string[] {
    return this.alerts.map(({ kind, headline }) => `${kind}: ${headline}`)
  }
}

const HTTP_500: Failure = {
  class: 'server_error',
  blame: 'provider',
  message: 'HTTP 500',
  step: 'submit credentials',
  httpStatus: 500,
}
const failing = { outcome: 'failed', failure: HTTP_500 } as const

describe('the alerts planned from verdicts of the judge', () => {
  it('is one alert when login breaks and one when it is back, in the words of the issue', () => {
    const watch = new Watch()
    watch.play(60)
    watch.play(12, { login: failing })
    watch.play(30)
    expect(watch.alerted).toEqual([
      "opened: login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
      expect.stringMatching(/^resolved: login recovered after 1\d min( \d+ s)?, all surfaces are up$/),
    ])
  })

  it('is one incident with one alert per change where surfaces fail one after the other', () => {
    const watch = new Watch()
    watch.play(60)
    watch.play(5, { login: failing })
    watch.play(5, { login: failing, chat: failing })
    watch.play(30, { chat: failing })
    watch.play(30)
    expect(watch.alerts.map(({ kind }) => kind)).toEqual(['opened', 'changed', 'changed', 'resolved'])
    expect(watch.alerted[1]).toContain('login and chat are DOWN')
    expect(watch.alerted[2]).toMatch(
      /^changed: login recovered after .+, chat is still DOWN \(.+\), login, console, API and CLI are up$/,
    )
    expect(new Set(watch.alerts.map(({ incident }) => incident?.name)).size).toBe(1)
  })

  it('has another key for every alert, also over a day of trouble that comes and goes', () => {
    const watch = new Watch()
    watch.play(60)
    for (let from = 0; from < DAY / (2 * HOUR); from += 1) {
      watch.play(20, { login: failing, console: failing })
      watch.play(100)
    }
    const keys = watch.alerts.map(({ key }) => key)
    expect(keys.length).toBeGreaterThan(2)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('is a notice, not an outage, where a probe needs repair', () => {
    const watch = new Watch()
    watch.play(30)
    watch.play(5, { login: { outcome: 'failed', failure: DRIFT } })
    watch.play(5)
    expect(watch.alerted).toEqual([
      "notice: probe login needs repair (the button is gone at 'sign in')",
      'cleared: probe login measures login again',
    ])
  })

  it('is one notice where our own network fails, however many surfaces it affects', () => {
    const watch = new Watch()
    watch.play(30)
    watch.play(5, Object.fromEntries(SURFACES.map((name) => [name, { outcome: 'failed', failure: NETWORK } as const])))
    watch.play(10)
    expect(watch.alerted).toEqual([
      "trouble: the monitor's own network fails (no such host), surfaces are not judged",
      "cleared: the monitor's own network works again",
    ])
  })

  it('names every surface where all are down', () => {
    const watch = new Watch()
    watch.play(60)
    watch.play(10, Object.fromEntries(SURFACES.map((name) => [name, failing])))
    expect(watch.alerts.at(-1)?.headline).toBe(
      "login, chat, console, API and CLI are DOWN (HTTP 500 at 'submit credentials')",
    )
  })
})
