import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSandboxLink } from '../../src/app/startup/sandbox-link.ts'
import { SILENT } from '../../src/core/index.ts'
import { openStore } from '../../src/store/index.ts'
import { command } from '../support/command.ts'
import { descendantsOf, newFolder, type StartedProduct, startProduct, untilGone } from '../support/product.ts'
import { type SlackServer, startSlackServer } from '../support/slack-server.ts'
import { until } from '../support/until.ts'

/** When to kill the worker after its start, ms: while it starts, in its first runs, later. Fixed, so that a failure can be repeated. */
const KILL_AFTER_MS = [900, 2_300, 3_100, 4_700, 6_900, 11_300]

async function readStore<T>(
  folder: string,
  read: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
): Promise<T> {
  const path = join(folder, '.doorwatch', 'doorwatch.sqlite')
  const store = await openStore({ path, log: SILENT, clock: { now: () => Date.now() }, mustExist: true })
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}

/** Ends a test that hangs. */
const LIMIT_MS = 240_000

describe('a worker that is killed at any moment', { timeout: LIMIT_MS }, () => {
  const folder = newFolder('crash')
  const environment: Record<string, string> = {}
  let slack: SlackServer
  let sandbox: StartedProduct

  beforeAll(async () => {
    slack = await startSlackServer()
    environment.SLACK_WEBHOOK_URL = slack.url
    // The sandbox is a separate process, so that its broken surface outlives the worker.
    sandbox = startProduct(folder, {}, ['sandbox', 'start', '--port', '0'])
    await sandbox.until('the sandbox', () => readSandboxLink(join(folder, '.doorwatch')))
    expect(await command(folder, ['sandbox', 'break', 'login', '500'])).toMatchObject({ code: 0 })
  })

  afterAll(async () => {
    sandbox.kill('SIGKILL')
    await sandbox.exited
    slack.close()
  })

  it('leaves no process behind, at whatever moment it is killed', async () => {
    for (const wait of KILL_AFTER_MS) {
      const product = startProduct(folder, environment)
      await new Promise((resolve) => setTimeout(resolve, wait))
      const children = await descendantsOf(product.pid)
      product.kill('SIGKILL')
      await product.exited
      await untilGone(children)
    }
  })

  it('starts again, alerts once, and records unfinished runs as interrupted', async () => {
    const product = startProduct(folder, environment)
    await product.until(
      'runs of five surfaces',
      (events) => {
        const seen = new Set(events.filter((event) => event.event === 'run').map((event) => event.surface))
        // A sixth, session, has runs only until login is judged down.
        return ['login', 'chat', 'console', 'cli', 'api'].every((surface) => seen.has(surface)) ? true : undefined
      },
      LIMIT_MS,
    )
    await until('an alert', () => slack.messages.length > 0, LIMIT_MS / 2)
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
    await readStore(folder, async (store) => {
      const now = Date.now()
      const runs = await store.runs({ limit: 10_000 })
      const slots = runs.map(({ probe, trigger, scheduledAt }) => `${probe} ${trigger} ${scheduledAt}`)
      expect(new Set(slots).size).toBe(slots.length)
      expect(runs.filter(({ failure }) => failure?.class === 'interrupted').length).toBeGreaterThan(0)
      const opened = (await store.alerts({ limit: 100 })).filter(({ kind }) => kind === 'opened')
      expect(opened).toHaveLength(1)
      expect(opened[0]?.deliveries).toMatchObject([{ channel: 'slack', state: 'sent' }])
      expect(await store.incidents({ from: now - 3_600_000, to: now })).toHaveLength(1)
    })
  })

  it('sends every message about the outage with the same dedup key', async () => {
    const alerts = await readStore(folder, (store) => store.alerts({ limit: 100 }))
    const alert = alerts.find(({ kind }) => kind === 'opened')
    const about = slack.messages.filter((message) => message.includes('login is DOWN'))
    expect(about.length).toBeGreaterThan(0)
    expect(about.filter((message) => !message.includes(alert?.key ?? 'no alert'))).toEqual([])
  })
})
