import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { planReminder, type ReminderInput } from '../../src/notify/index.ts'
import { doors, HTTP_500, incident, LOGIN_DOWN, NAME, NOW, onlyAlert, part, surface, TARGET } from './kit.ts'

function remind(more: Partial<ReminderInput> = {}) {
  return planReminder({
    target: TARGET,
    incident: incident([part('login', 'down', { failure: HTTP_500 })]),
    surfaces: doors(surface('login', 'down', HTTP_500)),
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
      headline: "login is still DOWN (HTTP 500 at 'submit credentials'), API is up",
      lines: [
        'For 4 h now, since 21:04:37 UTC on Mon 23 Nov 2026.',
        'Scope: sign-in only: API, CLI, chat and console work.',
      ],
    })
  })

  it('waits for silence of the given length since the last alert', () => {
    expect(remind({ now: NOW + 4 * HOUR - 1 })).toBeUndefined()
    expect(remind({ lastAlertAt: NOW + HOUR })).toBeUndefined()
    expect(remind({ lastAlertAt: NOW + HOUR, now: NOW + 5 * HOUR })).toBeDefined()
  })

  it('has the same key within one period and another in the next', () => {
    const keys = [4 * HOUR, 4 * HOUR + 5 * MINUTE, 8 * HOUR].map((after) => remind({ now: NOW + after })?.key)
    expect(keys).toEqual([`${NAME}:reminder:1`, `${NAME}:reminder:1`, `${NAME}:reminder:2`])
  })

  it('is not due once the incident is over, while muted, or where reminders are off', () => {
    expect(remind({ incident: incident([], { resolvedAt: NOW + HOUR }) })).toBeUndefined()
    expect(remind({ muted: true })).toBeUndefined()
    expect(remind({ reminderEveryMs: 0 })).toBeUndefined()
  })

  it('is the opening word itself where nobody was told yet', () => {
    const { lastAlertAt: _none, ...never } = {
      target: TARGET,
      incident: incident([part('login', 'down')]),
      surfaces: doors(surface('login', 'down', HTTP_500)),
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
