import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type State, type TimelineEntry, type TimelineKind } from '../../src/core/index.ts'
import { planReminder, type ReminderInput } from '../../src/notify/index.ts'
import {
  entry,
  HTTP_500,
  incident,
  LOGIN_DOWN,
  NAME,
  NOW,
  onlyAlert,
  part,
  surface,
  surfacesWith,
  TARGET,
} from './kit.ts'

function remind(more: Partial<ReminderInput> = {}) {
  return planReminder({
    target: TARGET,
    incident: incident([part('login', 'down', { failure: HTTP_500 })]),
    surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
    lastAlertAt: NOW,
    reminderEveryMs: 4 * HOUR,
    now: NOW + 4 * HOUR,
    links: {},
    ...more,
  })
}

describe('a reminder', () => {
  it('says what still is shut, for how long, and the scope', () => {
    expect(remind()).toMatchObject({
      kind: 'reminder',
      headline: "login is still DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
      lines: [
        'For 4 h now, since 21:04:37 UTC on Mon 23 Nov 2026.',
        'Scope: sign-in only: API, CLI, chat and console work.',
        `Acknowledge: doorwatch ack ${NAME} | Evidence: doorwatch why ${NAME}`,
      ],
    })
  })

  it('waits for silence of the given length since the last alert', () => {
    expect(remind({ now: NOW + 4 * HOUR - 1 })).toBeUndefined()
    expect(remind({ lastAlertAt: NOW + HOUR })).toBeUndefined()
    expect(remind({ lastAlertAt: NOW + HOUR, now: NOW + 5 * HOUR })).toBeDefined()
  })

  it('is not due of an incident that someone acknowledged, also when a mute ends', () => {
    const acknowledged = {
      ...incident([part('login', 'down', { failure: HTTP_500 })]),
      acknowledgement: { at: NOW + HOUR, by: 'Ana', via: 'cli' as const },
    }
    expect(remind({ incident: acknowledged })).toBeUndefined()
    expect(remind({ incident: acknowledged, silenceEndedAt: NOW + 2 * HOUR })).toBeUndefined()
  })

  it('has the same key within one period and another in the next', () => {
    const keys = [4 * HOUR, 4 * HOUR + 5 * MINUTE, 8 * HOUR].map((after) => remind({ now: NOW + after })?.key)
    expect(keys).toEqual([`${NAME}:reminder:1`, `${NAME}:reminder:1`, `${NAME}:reminder:2`])
  })

  it('is not due once the incident is over, while muted, or where reminders are off', () => {
    expect(remind({ incident: incident([], { resolvedAt: NOW + HOUR }) })).toBeUndefined()
    expect(remind({ silenced: { all: false, surfaces: ['login'] } })).toBeUndefined()
    expect(remind({ reminderEveryMs: 0 })).toBeUndefined()
  })

  it('is due once when a mute ends over an incident that lasts, and not again', () => {
    const ended = NOW + HOUR
    const first = remind({ now: ended + MINUTE, silenceEndedAt: ended })
    expect(first).toMatchObject({ kind: 'reminder', key: `${NAME}:reminder:silence-${ended}` })
    expect(remind({ now: ended + 2 * MINUTE, silenceEndedAt: ended, lastAlertAt: ended + MINUTE })).toBeUndefined()
    const off = remind({ now: ended + MINUTE, silenceEndedAt: ended, reminderEveryMs: 0 })
    expect(off).toBeDefined()
  })

  it('counts the trouble of this time where the incident had ended before, and no time without data', () => {
    const login = incident([part('login', 'down', { failure: HTTP_500 })])
    const row = (minute: number, kind: TimelineKind, to: State) => ({
      ...entry(kind, kind, 'login', NOW + minute * MINUTE),
      to,
    })
    const reopened = [
      row(0, 'opened', 'down'),
      row(2, 'recovered', 'operational'),
      entry('resolved', 'over', undefined, NOW + 2 * MINUTE),
      row(22, 'reopened', 'down'),
    ]
    const lines = (timeline: readonly TimelineEntry[], minute: number) =>
      remind({ incident: { ...login, timeline }, lastAlertAt: 0, now: NOW + minute * MINUTE })?.lines[0]
    expect(lines(reopened, 31)).toMatch(/^For 9 min now, since 21:27:12 UTC on .* first began at 21:04:37 UTC/)
    const blind = [row(0, 'opened', 'down'), row(30, 'scope', 'unknown'), row(1230, 'scope', 'down')]
    expect(lines(blind, 1270)).toMatch(/^1 h 10 min of trouble, since 21:04:37 UTC/)
  })

  it('is the opening alert where none was sent yet', () => {
    const { lastAlertAt: _none, ...never } = {
      target: TARGET,
      incident: incident([part('login', 'down')]),
      surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
      lastAlertAt: NOW,
      reminderEveryMs: 0,
      now: NOW + MINUTE,
      links: {},
    }
    const first = planReminder(never)
    expect(first?.kind).toBe('opened')
    expect(first?.key).toBe(onlyAlert(LOGIN_DOWN).key)
  })
})
