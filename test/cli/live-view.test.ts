import { describe, expect, it } from 'vitest'
import type { AppView, ProbeView } from '../../src/app/live/view.ts'
import { liveView } from '../../src/cli/live/live-view.ts'
import { visibleLength } from '../../src/cli/terminal/table.ts'
import { alert, colour, failed, frame, plain, plan, T0, view } from './live-kit.ts'

const SMALL = { columns: 80, rows: 24 }
const LARGE = { columns: 160, rows: 60 }

const draw = (what: AppView, size = LARGE, log: readonly string[] = []) =>
  liveView(what, frame, size, plain, log).join('\n')

/** Many probes, the last of which is down. */
function many(count: number): AppView {
  const probes = Array.from({ length: count }, (_, index): ProbeView => {
    const surface = `door-${index}`
    return { plan: { ...plan, surface, probe: surface }, last: { ...failed, surface, probe: surface } }
  })
  const surfaces = probes.map(({ plan: { surface } }, index) => {
    const state = index === count - 1 ? ('down' as const) : ('operational' as const)
    return { target: 'sandbox', surface, since: T0 - 65_000, state, measured: state, basis: 'judged' as const }
  })
  return { ...view, probes, surfaces }
}

describe('the live view', () => {
  it('shows state, last run, time taken, next run, the failing step and the alert that went nowhere', () => {
    const text = draw(view)
    expect(text).toContain('http://127.0.0.1:4700')
    expect(text).toMatch(/✗\s+sandbox\/login\s+down 1 min 5 s\s+4\.8 s ago\s+✗ 212 ms\s+in 5\.0 s/)
    expect(text).toContain('login  open the sign-in page 80 ms · submit credentials 132 ms')
    expect(text).toContain("✗ sandbox/login  HTTP 500 at 'submit credentials' (server_error)")
    expect(text).toContain("login is DOWN (HTTP 500 at 'submit credentials'), API is up")
    expect(text).toContain('not sent: no channel is configured')
  })

  it.each([
    [10, 3],
    [40, 12],
    [80, 24],
    [120, 40],
    [500, 200],
  ])('keeps within %i columns and %i rows, whatever there is to show', (columns, rows) => {
    const noisy = { ...many(60), alerts: Array.from({ length: 20 }, () => ({ ...alert, headline: '門 '.repeat(90) })) }
    for (const paint of [plain, colour]) {
      const lines = liveView(noisy, frame, { columns, rows }, paint, ['a line of the log', 'b'.repeat(700)])
      expect(lines.length).toBeLessThanOrEqual(rows)
      expect(Math.max(...lines.map(visibleLength))).toBeLessThanOrEqual(columns)
    }
  })

  it('keeps the address, every state, the failure and the whole alert on a small screen', () => {
    const long = `${alert.headline}, and nine more surfaces of that target answer slowly: chat, console, files, search`
    const text = draw({ ...many(8), alerts: [{ ...alert, headline: long }] }, SMALL)
    expect(text).toContain('http://127.0.0.1:4700')
    for (let door = 0; door < 8; door += 1) expect(text).toContain(`sandbox/door-${door} `)
    expect(text).toContain('HTTP 500 at')
    expect(text.replace(/\s+/g, ' ')).toContain(long)
  })

  it('shows what is in trouble where not every probe fits, and counts the others', () => {
    const text = draw(many(300), SMALL)
    expect(text).toMatch(/✗\s+sandbox\/door-299\s+down/)
    expect(text).toMatch(/and 2\d\d more, on the dashboard/)
  })

  it('shows the newest lines of the log where there is room', () => {
    expect(draw(view, LARGE, ['old', 'the disk is slow', 'the disk is slower', 'the disk is full'])).toMatch(
      /the disk is slow\nthe disk is slower\nthe disk is full/,
    )
  })

  it('says what became of each delivery', () => {
    const delivery = { id: 1, alertKey: 'k', attempts: 2, dueAt: T0 }
    const deliveries = [
      { ...delivery, channel: 'slack', state: 'sent' as const },
      { ...delivery, channel: 'email', state: 'dead' as const, lastError: 'mailbox unknown' },
      { ...delivery, channel: 'hook', state: 'pending' as const, lastError: 'HTTP 503' },
    ]
    expect(draw({ ...view, alerts: [{ ...alert, deliveries }] })).toContain(
      'sent to slack; NOT SENT to email: mailbox unknown; hook: try 2 failed (HTTP 503), trying again',
    )
  })
})
