import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND, SILENT } from '../../../../src/core/index.ts'
import { openStore } from '../../../../src/store/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../../../notify/kit.ts'
import { command as doorwatch } from '../../../support/command.ts'
import { newFolder } from '../../../support/folder.ts'
import { leaseEach } from '../../../support/lease.ts'

describe('doorwatch alerts list', () => {
  const folder = newFolder('alerts-list')
  const environment = { DOORWATCH_DB: join(folder, 'd.sqlite') }
  const at = Math.floor(Date.now() / SECOND) * SECOND - 2 * HOUR
  const opened = { ...onlyAlert(LOGIN_DOWN), at }
  const incident = opened.incident?.name ?? ''
  const reason = 'slack: HTTP 404 (no_service). Put its address into SLACK_WEBHOOK_URL.'
  const HELD_UNTIL = at + 4 * HOUR
  const list = (...args: readonly string[]) => doorwatch(folder, ['alerts', 'list', ...args], environment)

  beforeAll(async () => {
    const store = await openStore({ path: environment.DOORWATCH_DB, log: SILENT, clock: { now: () => at } })
    const old = { ...opened, key: 'old:opened', at: at - 30 * 24 * HOUR, incident: undefined } as never
    const unsent = { ...opened, key: `${incident}:reminder:1`, kind: 'reminder', at: at + HOUR } as const
    await store.transaction(async (tx) => {
      await tx.saveAlerts([{ alert: opened, channels: ['slack', 'mail', 'ntfy'] }], at)
      await tx.saveAlerts([{ alert: old, channels: [] }], at)
    })
    for (const { id, channel } of await store.outbox.lease(at, leaseEach(MINUTE))) {
      const dueAt = at + 3 * HOUR
      if (channel === 'slack') await store.outbox.refuse(id, { now: at + HOUR, dueAt }, reason)
      else if (channel === 'mail') await store.outbox.retry(id, dueAt, 'mail: connection refused')
      else await store.outbox.sent(id, at + SECOND)
    }
    const later = { ...opened, key: 'held:opened', incident: undefined, at } as never
    const quiet = { ...opened, key: 'quiet:reminder:1', incident: undefined, at, routing: { announced: {} } } as never
    await store.transaction((tx) =>
      tx.saveAlerts(
        [
          { alert: later, channels: ['pager'], holds: { pager: HELD_UNTIL } },
          { alert: quiet, channels: [] },
        ],
        at,
      ),
    )
    await store.transaction((tx) => tx.saveAlerts([{ alert: unsent, channels: ['slack', 'mail', 'ntfy'] }], at))
    await store.close()
  })

  it('prints each alert with its incident and headline, and each channel with how far it got and why', async () => {
    const { code, stdout } = await list()
    expect(code).toBe(0)
    expect(stdout).toContain(`  opened  ${incident}\n  ${opened.headline.slice(0, 40)}`)
    expect(stdout).toMatch(/^ {2}slack {2}refused since \d\d:\d\d:\d\d UTC.*, 1 attempt,/m)
    expect(stdout.replace(/\s+/g, ' ')).toContain(reason)
    expect(stdout).toMatch(/^ {2}mail {3}waiting 1 attempt, next at .*: mail:/m)
    expect(stdout).toMatch(/^ {2}ntfy {3}accepted at \d\d:\d\d:\d\d UTC\S* on \w{3} \d\d \w{3} \d{4}$/m)
    expect(stdout).toMatch(/ {2}reminder {2}.*\n(?: {2}.*\n){1,2} {2}slack {2}waiting$/m)
    expect(stdout).not.toContain('old:opened')
  })

  it('distinguishes alerts that a route holds from those that wait, and a reminder that all channels hold from one without a channel', async () => {
    const { stdout } = await list()
    expect(stdout).toMatch(/held:opened\n(?: {2}.*\n){1,2} {2}pager {2}held until \d\d:\d\d:\d\d UTC.*$/m)
    expect(stdout).toMatch(
      /quiet:reminder:1\n(?: {2}.*\n){1,2} {2}not sent: its channels hold the alerts of this incident$/m,
    )
    const { alerts } = JSON.parse((await list('--json')).stdout)
    const heldAlert = alerts.find(({ key }: { key: string }) => key === 'held:opened')
    expect(heldAlert.deliveries).toMatchObject([{ state: 'pending', holdUntil: new Date(HELD_UNTIL).toISOString() }])
  })

  it('lists the newest first, below what waits, within 80 columns', async () => {
    const { stdout } = await list()
    expect(stdout.indexOf('alerts wait for mail')).toBeLessThan(stdout.indexOf('  reminder  '))
    expect(stdout.indexOf('  reminder  ')).toBeLessThan(stdout.indexOf('  opened  '))
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('goes back as far as --since, and names the incident for --incident', async () => {
    const { stdout } = await list('--since', '60d')
    expect(stdout).toMatch(/old:opened\n(?: {2}.*\n){1,2} {2}not sent: no channel is configured$/m)
    expect((await list('--since', '1s')).stdout).toContain('No alert in 1.0 s.')
    const answer = JSON.parse((await list('--incident', incident, '--json')).stdout)
    expect(answer.alerts.map(({ kind }: { kind: string }) => kind)).toEqual(['reminder', 'opened'])
    expect(await list('--incident', `${incident}x`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Did you mean "${incident}"?`),
    })
  })

  it('prints JSON with ISO times', async () => {
    const { alerts, backlogs } = JSON.parse((await list('--json')).stdout)
    const sent = alerts.find(({ key }: { key: string }) => key === opened.key)
    expect(sent).toMatchObject({ kind: 'opened', incident, at: new Date(at).toISOString() })
    expect(sent.deliveries).toEqual([
      expect.objectContaining({ channel: 'slack', state: 'pending', refusedAt: new Date(at + HOUR).toISOString() }),
      expect.objectContaining({ channel: 'mail', state: 'pending', dueAt: new Date(at + 3 * HOUR).toISOString() }),
      expect.objectContaining({
        ...{ channel: 'ntfy', state: 'sent', rung: 'accepted' },
        ...{ sentAt: new Date(at + SECOND).toISOString(), reachedAt: new Date(at + SECOND).toISOString() },
      }),
    ])
    expect(backlogs).toHaveLength(4)
  })
})
