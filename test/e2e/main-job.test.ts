import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  descendantsOf,
  doorwatch,
  newFolder,
  type StartedProduct,
  startProduct,
  untilGone,
} from '../support/product.ts'
import { type SlackServer, startSlackServer } from '../support/slack-server.ts'
import { until } from '../support/until.ts'

describe('the main job, on the sandbox', () => {
  const folder = newFolder('e2e')
  let slack: SlackServer
  let product: StartedProduct

  beforeAll(async () => {
    slack = await startSlackServer()
    product = startProduct(folder, { SLACK_WEBHOOK_URL: slack.url })
  })

  afterAll(async () => {
    product.kill('SIGKILL')
    await product.exited
    slack.close()
  })

  const runsOf = (surface: string, outcome: string) => (events: readonly Record<string, unknown>[]) =>
    events.find((event) => event.event === 'run' && event.surface === surface && event.outcome === outcome)

  it('has a first passed run of all five doors soon after the start', async () => {
    for (const surface of ['login', 'chat', 'console', 'cli', 'api']) {
      await product.until(`a passed run of ${surface}`, runsOf(surface, 'passed'))
    }
  })

  it('answers "is login up?" with exit code 0', async () => {
    const answer = await doorwatch(folder, ['status', 'login', '--json'])
    expect(JSON.parse(answer.stdout).surfaces).toMatchObject([
      { target: 'sandbox', surface: 'login', state: 'operational' },
    ])
    expect(answer.code).toBe(0)
  })

  it('alerts Slack within half a minute when sign-in breaks, and says what still works', async () => {
    expect(await doorwatch(folder, ['sandbox', 'break', 'login', '500'])).toMatchObject({ code: 0 })
    const alert = await product.until('the alert', (events) => events.find((event) => event.event === 'alert'), 30_000)
    expect(alert.headline).toMatch(/^login is DOWN \(HTTP 500 at 'submit credentials'\), .*API.* (is|are) up$/)
    await until('the message', () => slack.messages.length > 0)
    expect((JSON.parse(slack.messages[0] as string) as { text: string }).text).toContain(alert.headline)
    expect((await doorwatch(folder, ['status'])).code).toBe(1)
  })

  it('keeps screenshot, trace and console of a failed run, without the password', async () => {
    const { code, stdout } = await doorwatch(folder, ['run', 'login', '--json', '--evidence'])
    expect(code).toBe(1)
    const { artifacts } = JSON.parse(stdout) as { artifacts: { kind: string; path: string; bytes: number }[] }
    expect(artifacts.map(({ kind }) => kind)).toEqual(['screenshot', 'trace', 'console'])
    for (const { path, bytes } of artifacts) {
      const content = readFileSync(join(folder, '.doorwatch', 'artifacts', path))
      expect(content.length).toBe(bytes)
      expect(content.includes('violet-harbour-71')).toBe(false)
    }
  })

  it('sends one recovery with the duration once sign-in is healed', async () => {
    expect(await doorwatch(folder, ['sandbox', 'heal'])).toMatchObject({ code: 0 })
    const resolved = await product.until('the recovery', (events) =>
      events.find((event) => event.event === 'alert' && event.kind === 'resolved'),
    )
    expect(resolved.headline).toMatch(/recovered/)
    expect(`${resolved.headline} ${JSON.stringify(resolved.lines)}`).toMatch(/\d+(\.\d)? (s|min)/)
  })

  it('writes the report and prints its path', async () => {
    const { code, stdout } = await doorwatch(folder, ['report', '--since', '24h'])
    expect(code).toBe(0)
    const html = readFileSync(stdout.trim(), 'utf8')
    expect(html).toContain('login')
    expect(html).not.toMatch(/(src|href)="https?:\/\/(?!127\.0\.0\.1)/)
  })

  it('runs one probe once, as JSON of the documented shape', async () => {
    const { code, stdout } = await doorwatch(folder, ['run', 'login', '--json'])
    expect(code).toBe(0)
    const run = JSON.parse(stdout)
    expect(run).toMatchObject({
      target: 'sandbox',
      surface: 'login',
      probe: 'login',
      trigger: 'manual',
      outcome: 'passed',
    })
    expect(run.steps.map((step: { name: string }) => step.name)).toContain('submit credentials')
    expect(run.steps[0].statuses).toMatchObject({ '200': expect.any(Number) })
  })

  it('lets the Slack address appear in nothing it printed', () => {
    expect(product.stdout() + product.stderr()).not.toContain('planted-slack-secret')
  })

  it('stops within seconds on SIGTERM and leaves no process behind', async () => {
    const children = await descendantsOf(product.pid)
    expect(children.length).toBeGreaterThan(0)
    const before = Date.now()
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
    expect(Date.now() - before).toBeLessThan(15_000)
    await untilGone(children)
  })
})
