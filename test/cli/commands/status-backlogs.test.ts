import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND, SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { incident, LOGIN_DOWN, onlyAlert, part, verdict } from '../../notify/kit.ts'
import { applyVerdict } from '../../store/kit.ts'
import { command as doorwatch } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'
import { leaseEach } from '../../support/lease.ts'

describe('doorwatch status of alerts that wait', () => {
  const folder = newFolder('backlogs')
  const environment = { DOORWATCH_DB: join(folder, 'd.sqlite') }
  const at = Math.floor(Date.now() / SECOND) * SECOND - 2 * HOUR
  const reason = 'slack: HTTP 404 (no_service). Put its address into SLACK_WEBHOOK_URL.'

  beforeAll(async () => {
    const store = await openStore({ path: environment.DOORWATCH_DB, log: SILENT, clock: { now: () => at } })
    const opened = { ...onlyAlert(LOGIN_DOWN), at }
    await store.transaction((tx) => tx.saveAlerts([{ alert: opened, channels: ['slack', 'mail'] }], at))
    for (const { id, channel } of await store.outbox.lease(at, leaseEach(MINUTE))) {
      const dueAt = at + 3 * HOUR
      if (channel === 'slack') await store.outbox.refuse(id, { now: at + HOUR, dueAt }, reason)
      else await store.outbox.retry(id, dueAt, 'mail: connection refused')
    }
    await store.close()
  })

  it('names the channels, how many alerts wait and since when, and why a channel refuses them', async () => {
    const { stdout } = await doorwatch(folder, ['status'], environment)
    expect(stdout).toMatch(/^1 alert waits for mail, the oldest for 2 h\b.*\.$/m)
    expect(stdout).toMatch(
      /^Channel slack refuses alerts for 1 h\b.* now: slack: HTTP 404 \(no_service\)\. Put its address/m,
    )
    expect(stdout).toMatch(
      /SLACK_WEBHOOK_URL\. 1 alert waits for slack, .* tries again at \d\d:\d\d:\d\d UTC\S*, and when the worker starts\.$/m,
    )
  })

  it('says it once where a channel refuses alerts', async () => {
    const { stdout } = await doorwatch(folder, ['status'], environment)
    expect(stdout.match(/no_service/g)).toHaveLength(1)
    expect(stdout).toContain('was not delivered through mail: mail: connection refused')
  })

  it('has in JSON what each channel has of an open incident: the alert, its rung and time, and the id of the message', async () => {
    const open = newFolder('status-incident')
    const path = join(open, 'd.sqlite')
    const store = await openStore({ path, log: SILENT, clock: { now: () => at } })
    const opened = { ...onlyAlert(LOGIN_DOWN), at }
    const name = opened.incident?.name ?? ''
    await applyVerdict(store, verdict({ incident: { incident: incident([part('login', 'down')]), entries: [] } }))
    await store.transaction((tx) => tx.saveAlerts([{ alert: opened, channels: ['discord', 'mail'] }], at))
    for (const { id, channel } of await store.outbox.lease(at, leaseEach(MINUTE))) {
      if (channel === 'discord') await store.outbox.sent(id, at + SECOND, { rung: 'visible', serviceId: '1187' })
      else await store.outbox.retry(id, at + 3 * HOUR, 'mail: connection refused')
    }
    await store.close()
    const { stdout } = await doorwatch(open, ['status', '--json'], { DOORWATCH_DB: path })
    const reachedAt = new Date(at + SECOND).toISOString()
    const deliveries = [
      {
        channel: 'discord',
        alert: opened.key,
        kind: 'opened',
        state: 'sent',
        rung: 'visible',
        reachedAt,
        serviceId: '1187',
      },
      { channel: 'mail', alert: opened.key, state: 'pending', rung: 'sent', lastError: 'mail: connection refused' },
    ]
    expect(JSON.parse(stdout).incidents).toMatchObject([{ name, deliveries }])
    const why = await doorwatch(open, ['why', name], { DOORWATCH_DB: path })
    expect(why.stdout).toMatch(/^Channel discord: opened visible at \d\d:\d\d:\d\d UTC.*, id 1187\.$/m)
    expect(why.stdout).toMatch(/^Channel mail: opened waiting 1 attempt, next at .*: mail: connection refused\.$/m)
    expect(JSON.parse((await doorwatch(open, ['why', name, '--json'], { DOORWATCH_DB: path })).stdout)).toMatchObject({
      deliveries,
    })
  })

  it('has them as backlogs in JSON, in addition to the earlier fields', async () => {
    const { stdout } = await doorwatch(folder, ['status', '--json'], environment)
    const since = new Date(at).toISOString()
    expect(JSON.parse(stdout)).toMatchObject({
      undelivered: [{ channel: 'slack' }, { channel: 'mail' }],
      backlogs: [
        { channel: 'mail', waiting: 1, since },
        {
          ...{ channel: 'slack', waiting: 1, since },
          refusal: { since: new Date(at + HOUR).toISOString(), reason, retryAt: new Date(at + 3 * HOUR).toISOString() },
        },
      ],
    })
  })
})
