import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Alert, Secret } from '../../../src/core/index.ts'
import { alertText, createChannels, foldAlerts } from '../../../src/notify/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'

const IMPACT = {
  affected: '25 people in code review',
  cost: [
    { amount: 3_600, currency: 'GBP', withoutPlan: 9_000 },
    { amount: 120.5, currency: 'EUR', promised: 60 },
  ],
}
const ALERT: Alert = { ...onlyAlert(LOGIN_DOWN), impact: IMPACT }

describe('what an incident costs', () => {
  const received: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push(body)
      response.end('ok')
    })
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void server.close())

  async function sent(showCost: boolean | undefined, alerts: readonly [Alert, ...Alert[]] = [ALERT]) {
    const url = new Secret('URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const [channel] = createChannels([{ kind: 'webhook', name: 'w', url, mode: 'always', showCost }])
    received.length = 0
    await channel?.send(foldAlerts('key', alerts), new AbortController().signal)
    return received[0] ?? ''
  }

  it('is sent through a channel that shows costs, per currency', async () => {
    const body = JSON.parse(await sent(true))
    expect(body.impact).toEqual(IMPACT)
    expect(body.text).toContain(
      'Affected: 25 people in code review. Cost so far: £3,600.00 (without a plan £9,000.00) and €120.50 (promised €60.00).',
    )
  })

  it('is sent through no other channel: there only who is affected', async () => {
    for (const showCost of [undefined, false]) {
      const text = await sent(showCost)
      expect(JSON.parse(text).impact).toEqual({ affected: '25 people in code review' })
      expect(text).not.toMatch(/Cost|3600|3,600|9000|EUR/)
    }
  })

  it('is hidden in each alert of a message that stands for several', async () => {
    const second: Alert = { ...ALERT, key: 'second', at: ALERT.at + 1 }
    const body = JSON.parse(await sent(false, [ALERT, second]))
    expect(body.alerts).toHaveLength(2)
    expect(JSON.stringify(body)).not.toContain('"cost"')
  })

  it('is a total at the end of an incident, and so far before', () => {
    expect(alertText({ ...ALERT, kind: 'resolved' })).toContain('in code review. Cost: £3,600.00')
    expect(alertText({ ...ALERT, kind: 'reminder' })).toContain('in code review. Cost so far: £3,600.00')
  })
})
