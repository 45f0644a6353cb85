import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EXIT } from '../../src/cli/process/exit-codes.ts'
import { openStoreReader } from '../../src/store/index.ts'
import { command } from '../support/command.ts'
import { newFolder, startProduct } from '../support/product.ts'
import { startSlackServer } from '../support/slack-server.ts'
import { fillDisk, mountSmallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

describe('a worker whose disk is full', { timeout: 240_000 }, () => {
  it('alerts, shows the outage and the storage problem in status and why, and stores everything once there is room', async (context) => {
    const disk = newFolder('full-disk')
    if (!mountSmallDisk(disk, 3)) return context.skip('needs the right to mount a file system')
    const folder = newFolder('full-disk-work')
    const database = join(disk, 'd', 'doorwatch.sqlite')
    mkdirSync(join(disk, 'd'))
    const slack = await startSlackServer()
    onTestFinished(() => slack.close())
    const environment = { DOORWATCH_DB: database, SLACK_WEBHOOK_URL: slack.url }
    const product = startProduct(folder, environment)
    onTestFinished(() => product.kill('SIGKILL'))
    await product.until('a run of api', (events) =>
      events.find(({ event, surface }) => event === 'run' && surface === 'api'),
    )

    fillDisk(join(disk, 'filler'))
    await command(folder, ['sandbox', 'break', 'api', '500'], environment)
    await product.until('the alert', (events) =>
      events.find(({ event, kind }) => event === 'alert' && kind === 'opened'),
    )
    await until('the message', () => slack.messages.length > 0)
    expect(slack.messages.map((message) => (JSON.parse(message) as { text: string }).text)).toEqual([
      expect.stringContaining('API is DOWN'),
    ])
    const during = await command(folder, ['status', '--json'], environment)
    expect(during.code).toBe(EXIT.failing)
    expect(JSON.parse(during.stdout)).toMatchObject({
      surfaces: expect.arrayContaining([expect.objectContaining({ surface: 'api', state: 'down' })]),
      notices: [{ kind: 'storage', text: expect.stringMatching(/the disk of the database .* is full/) }],
    })
    expect((await command(folder, ['status'], environment)).stdout).toContain('The states below come from the worker')
    const why = await command(folder, ['why', 'api'], environment)
    expect(why.stdout).toMatch(/^api is down since .*HTTP 500/s)

    rmSync(join(disk, 'filler'))
    const stored = async () => {
      const reader = await openStoreReader({ path: database })
      const alerts = await reader.alerts({ limit: 9 }).finally(() => reader.close())
      return alerts.flatMap(({ kind, deliveries }) => deliveries.map(({ state }) => [kind, state]))
    }
    await expect.poll(stored, { interval: 200, timeout: 60_000 }).toContainEqual(['opened', 'sent'])
    const after = await command(folder, ['status', '--json'], environment)
    expect(JSON.parse(after.stdout).notices).toEqual([])
    expect(slack.messages).toHaveLength(1)
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
  })
})
