import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NowModel } from '../../dashboards/model/model.ts'
import type { WebhookBody } from '../../src/notify/channels/webhook-body.ts'
import { command } from '../support/command.ts'
import { type PostOffice, startPostOffice } from '../support/post-office.ts'
import { freePort, newFolder, type StartedProduct, startProduct } from '../support/product.ts'
import { type SlackServer, startSlackServer } from '../support/slack-server.ts'

const LOCATOR = `locator('role=table[name="API keys"]')`

describe('a page that changed, and a bot wall', () => {
  const folder = newFolder('repair')
  const webhooks: WebhookBody[] = []
  const hook = createServer((request, response) => {
    void text(request).then((body) => webhooks.push(JSON.parse(body) as WebhookBody))
    response.end('ok')
  })
  let slack: SlackServer
  let post: PostOffice
  let product: StartedProduct
  let environment: Readonly<Record<string, string>>
  /** Every command reads the configuration, and needs the variables in it. */
  const run = (...words: readonly string[]) => command(folder, words, environment)

  beforeAll(async () => {
    slack = await startSlackServer()
    post = await startPostOffice('unused-here')
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    const port = await freePort()
    const hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
    writeFileSync(
      join(folder, 'doorwatch.config.ts'),
      `export default { sandbox: true, dashboard: { publicUrl: 'http://127.0.0.1:${port}' }, alerts: { channels: [{ kind: 'webhook', url: { env: 'HOOK_URL' } }] } }`,
    )
    environment = {
      DOORWATCH_PORT: String(port),
      ...{ HOOK_URL: hookUrl, SLACK_WEBHOOK_URL: slack.url, SMTP_URL: post.smtpUrl },
      ...{ ALERT_EMAIL_TO: 'oncall@team.example', ALERT_EMAIL_FROM: 'doorwatch@team.example' },
    }
    product = startProduct(folder, environment)
    for (const surface of ['console', 'chat']) {
      await product.until(`a passed run of ${surface}`, (events) =>
        events.find((event) => event.event === 'run' && event.surface === surface && event.outcome === 'passed'),
      )
    }
    expect(await run('sandbox', 'break', 'console', 'drift')).toMatchObject({ code: 0 })
    expect(await run('sandbox', 'break', 'chat', 'challenge')).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    product.kill('SIGKILL')
    await product.exited
    slack.close()
    hook.close()
    await post.stop()
  })

  /** The notice about a probe, from the webhook. */
  const noticeOf = (probe: string) =>
    product.until(`the notice about ${probe}`, () =>
      webhooks.find(({ kind, notice }) => kind === 'notice' && notice?.probe === probe),
    )
  const linkOf = (body: WebhookBody, name: string) => body.links.find(({ text: words }) => words === name)?.url ?? ''

  it('open a notice that names the locator and shows the screenshot of the confirm run', async () => {
    const body = await noticeOf('console')
    expect(body.headline).toBe(`probe console needs repair (not found: ${LOCATOR} at 'open the keys')`)
    expect(body.notice?.failure).toMatchObject({ class: 'drift', blame: 'probe' })
    expect(linkOf(body, 'Screenshot')).toMatch(
      /\/artifacts\/sandbox\/console\/\d{8}T\d+Z-\d+-confirm-[0-9a-f]{24}\/screenshot\.png$/,
    )
    const picture = await fetch(linkOf(body, 'Screenshot'))
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect((await fetch(linkOf(body, 'Trace'))).status).toBe(200)
  })

  it('open a notice that names the bot wall, and that Doorwatch does not bypass it', async () => {
    const body = await noticeOf('chat')
    expect(body.headline).toMatch(/^probe chat needs repair \(HTTP 403: a bot wall blocks access at '/)
    expect(body.notice?.failure.class).toBe('blocked')
    expect(body.lines.join(' ')).toContain('a bot wall is never bypassed')
    expect((await fetch(linkOf(body, 'Screenshot'))).status).toBe(200)
  })

  it('send the same to Slack and by mail', async () => {
    const wanted = linkOf(await noticeOf('console'), 'Screenshot')
    const message = await product.until('Slack', () => slack.messages.find((text) => text.includes('probe console')))
    expect(JSON.stringify(JSON.parse(message))).toContain(`<${wanted}|Screenshot>`)
    expect((JSON.parse(message) as { text: string }).text).toContain(LOCATOR)
    const mail = await product.until('the mail', () =>
      post.imap.mails.find(({ parsed }) => parsed.subject?.includes('probe console')),
    )
    expect(mail.parsed.text).toContain(`Screenshot: ${wanted}`)
    expect(mail.parsed.text).toContain(LOCATOR)
  })

  it('are on the dashboard, with the links', async () => {
    const base = new URL('/', linkOf(await noticeOf('console'), 'Dashboard'))
    const now = (await (await fetch(new URL('/api/status', base))).json()) as NowModel
    const notice = now.notices.find(({ probe }) => probe === 'console')
    expect(notice?.text).toContain(LOCATOR)
    expect(notice?.artifacts?.map(({ kind }) => kind)).toEqual(['screenshot', 'trace', 'console'])
    const page = await (await fetch(base)).text()
    expect(page).toContain(`href="/artifacts/${notice?.artifacts?.[0]?.path}"`)
  })

  it('are no outage: no surface is down or degraded, no incident opens', async () => {
    await noticeOf('chat')
    const { stdout } = await run('status', '--json')
    const { surfaces } = JSON.parse(stdout) as { surfaces: { surface: string; state: string }[] }
    expect(surfaces.length).toBeGreaterThanOrEqual(5)
    // A surface without measurements is unknown, which counts as nothing against the service.
    expect(surfaces.filter(({ state }) => state !== 'operational' && state !== 'unknown')).toEqual([])
    expect(webhooks.filter(({ kind }) => kind !== 'notice')).toEqual([])
    // Sign-in ends on the page with the chat, behind the same bot wall.
    const probes = webhooks.flatMap(({ kind, notice }) => (kind === 'notice' && notice ? [notice.probe] : []))
    expect(probes.filter((probe) => probe !== 'login').sort()).toEqual(['chat', 'console'])
    expect(new Set(probes).size).toBe(probes.length)
  })

  it('end once the probe measures again', async () => {
    // One surface at a time: all-clears of the same moment are folded into one message.
    await run('sandbox', 'heal', 'console')
    const cleared = await product.until('the all-clear', () =>
      webhooks.find(({ kind, notice }) => kind === 'cleared' && notice?.probe === 'console'),
    )
    expect(cleared.headline).toBe('probe console measures console again')
  })
})
