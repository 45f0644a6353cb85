import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SILENT } from '../../../../src/core/index.ts'
import { openStore, type Store } from '../../../../src/store/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../../../notify/kit.ts'
import { command as doorwatch } from '../../../support/command.ts'
import { newFolder } from '../../../support/folder.ts'
import { leaseEach } from '../../../support/lease.ts'

describe('doorwatch alerts test', () => {
  /** What the services answer, by path; bodies they got. */
  const answers = new Map<string, { readonly status: number; readonly body: string }>()
  const bodies: { readonly path: string; readonly body: string }[] = []
  let server: Server
  let base = ''
  let folder = ''
  let environment: Record<string, string> = {}

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        bodies.push({ path: request.url ?? '', body })
        const answer = answers.get(request.url ?? '') ?? { status: 200, body: 'ok' }
        response.writeHead(answer.status).end(answer.body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  beforeEach(() => {
    folder = newFolder('alerts-test')
    environment = { DOORWATCH_DB: join(folder, 'd.sqlite'), SLACK: `${base}/slack`, TOPIC: 'geheim-topic' }
    bodies.length = 0
    answers.clear()
    answers.set('/', { status: 200, body: '{"id":"ntfy-1"}' })
    writeFileSync(
      join(folder, 'doorwatch.config.ts'),
      `import { defineConfig, env } from 'doorwatch'
       export default defineConfig({ sandbox: true, alerts: { channels: [
         { kind: 'slack', webhook: env('SLACK') },
         { kind: 'ntfy', name: 'phone', server: '${base}', topic: env('TOPIC') },
       ] } })`,
    )
  })

  const test = (...args: readonly string[]) => doorwatch(folder, ['alerts', 'test', ...args], environment)
  const withStore = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const clock = { now: () => Date.now() }
    const store = await openStore({ path: environment.DOORWATCH_DB as string, log: SILENT, clock })
    return work(store).finally(() => store.close())
  }

  it('sends through every channel, prints how far each message got, and stores that it arrived', async () => {
    const { code, stdout, stderr } = await test()
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^✓ {2}slack {2}accepted {2}.*\n✓ {2}phone {2}visible/m)
    expect(bodies.map(({ path }) => path).toSorted()).toEqual(['/', '/slack'])
    const reach = await withStore((store) => store.channelReach())
    expect(reach).toEqual([
      { channel: 'phone', accepted: expect.any(Number), visible: expect.any(Number) },
      { channel: 'slack', accepted: expect.any(Number) },
    ])
    expect((await doorwatch(folder, ['alerts', 'list'], environment)).stdout).toContain('alerts reach the channel')
  })

  it('shows its times in the zone of the configuration', async () => {
    const file = join(folder, 'doorwatch.config.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace('sandbox: true', "sandbox: true, timezone: 'Asia/Kolkata'"))
    await test('slack')
    expect(bodies.map(({ body }) => body).join()).toContain('UTC+5:30')
    const [alert] = await withStore((store) => store.alerts({ limit: 1 }))
    expect(alert?.timezone).toBe('Asia/Kolkata')
  })

  it('prints the error and what to do where a channel refuses, exit code 1, and stores nothing of it', async () => {
    answers.set('/slack', { status: 404, body: 'no_service' })
    const { code, stdout } = await test('slack')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ {2}slack {2}refused {2}.*\n {3}slack: HTTP 404 \(no_service\)\n {3}.*SLACK\.$/m)
    expect(bodies).toHaveLength(1)
    expect(existsSync(environment.DOORWATCH_DB as string)).toBe(false)
  })

  it('makes what waits for a red channel due at once when it takes the test, and turns it green', async () => {
    const at = Date.now() - HOUR
    const opened = { ...onlyAlert(LOGIN_DOWN), at }
    await withStore(async (store) => {
      await store.transaction((tx) => tx.saveAlerts([{ alert: opened, channels: ['slack', 'phone'] }], at))
      for (const { id } of await store.outbox.lease(at, leaseEach(MINUTE))) {
        await store.outbox.refuse(id, { now: at, dueAt: at + 90 * MINUTE }, 'slack: HTTP 404')
      }
    })
    expect((await test('slack')).stdout).toContain('1 alert that waits goes now')
    const [phone, slack] = await withStore((store) => store.channelBacklogs(Date.now()))
    expect(phone).toMatchObject({ channel: 'phone', refusal: { reason: 'slack: HTTP 404' } })
    expect(slack).not.toHaveProperty('refusal')
    const due = await withStore((store) => store.outbox.lease(Date.now(), leaseEach(MINUTE)))
    expect(due.map(({ channel, key }) => [channel, key])).toEqual([['slack', opened.key]])
  })

  it('leaves what was never tried alone: it waits for another reason', async () => {
    const at = Date.now()
    await withStore((store) =>
      store.transaction((tx) => tx.saveAlerts([{ alert: onlyAlert(LOGIN_DOWN), channels: ['slack'] }], at + HOUR)),
    )
    await test('slack')
    const due = await withStore((store) => store.outbox.lease(Date.now(), leaseEach(MINUTE)))
    expect(due).toEqual([])
  })

  it('prints JSON without secrets', async () => {
    answers.set('/', { status: 403, body: '{"code":40301,"error":"forbidden"}' })
    const { code, stdout } = await test('--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual([
      { channel: 'slack', kind: 'slack', ok: true, rung: 'accepted', tookMs: expect.any(Number) },
      expect.objectContaining({ channel: 'phone', ok: false, permanent: true, hint: expect.stringContaining('TOPIC') }),
    ])
    expect(stdout).not.toContain('geheim')
  })

  it('names the nearest channel for one that does not exist, and what to set where there is none', async () => {
    expect(await test('slak')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "slack"?') })
    const none = await doorwatch(newFolder('no-channel'), ['alerts', 'test'], {})
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('SLACK_WEBHOOK_URL') })
  })
})
