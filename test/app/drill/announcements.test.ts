import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { announceBegin, announceEnd, announceFailure } from '../../../src/app/drill/drill-alerts.ts'
import { MINUTE, Secret, SILENT } from '../../../src/core/index.ts'
import { scoreCardOf } from '../../../src/drill/index.ts'
import type { WebhookBody } from '../../../src/notify/channels/webhook-body.ts'
import type { Scenario } from '../../../src/sandbox/index.ts'
import { plan, record } from '../../drill/kit.ts'
import { newFolder } from '../../support/folder.ts'
import { openFakeDrill, START } from './fake-world.ts'

const SCENARIO: Scenario = {
  ...{ name: 's', title: 'Two hours', what: 'the command line fails', sources: [], page: [] },
  surfaces: { cli: [{ minute: 0, fault: '529' }, { minute: 120 }] },
}

/** A drill whose alerts go to a webhook, and the bodies that it got. */
async function drillOnWebhook() {
  const bodies: WebhookBody[] = []
  const server = createServer(async (incoming, out) => {
    bodies.push(JSON.parse(Buffer.concat((await incoming.toArray()) as Buffer[]).toString('utf8')) as WebhookBody)
    out.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = new Secret('HOOK', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const channel = { kind: 'webhook', name: 'hook', url, drills: true } as never
  const drill = await openFakeDrill(SCENARIO, newFolder('drill'), { channels: [channel] })
  onTestFinished(() => drill.life.end())
  return { ...drill, bodies }
}

it('A drill that fails announces its end on the channels', async () => {
  const { world, machine, bodies } = await drillOnWebhook()

  await announceBegin(world, { id: 'd', scenario: SCENARIO, provider: 'claude', startAt: START })
  machine.advance(MINUTE)
  await announceFailure(world, { id: 'd', error: new Error('the sandboxes ended'), provider: 'claude', log: SILENT })

  expect(bodies.map(({ headline }) => headline)).toEqual(['DRILL begins: Two hours', 'DRILL over: it failed'])
  const [end] = await world.store.alerts({ limit: 1 })
  expect(end?.lines[0]).toBe('The drill ended with an error: the sandboxes ended')
})

it('The beginning of a drill says when it is sent, and when its outage begins by the scenario', async () => {
  const { world, machine, bodies } = await drillOnWebhook()
  const playedAt = new Date(world.clock.now()).toISOString()

  await announceBegin(world, { id: 'd', scenario: SCENARIO, provider: 'claude', startAt: START })

  const [begin] = bodies
  expect(begin).toMatchObject({ at: machine.now(), time: new Date(machine.now()).toISOString() })
  expect(begin?.scenarioTime).toBe(playedAt)
  expect(begin?.lines[1]).toBe(
    'Their times are those of the scenario, not of today: its outage begins at 11:37:00 UTC on Mon 02 Mar 2026.',
  )
})

it('The end of a drill that was stopped before the first fault names no points', async () => {
  const { world, bodies } = await drillOnWebhook()
  const nothing = { changes: [], verdicts: [], alerts: [], posts: [] }
  const card = scoreCardOf(record({ status: 'interrupted', stopped: 'stopped with Ctrl-C', ...nothing }), plan())

  await announceEnd(world, { id: 'd', card, provider: 'claude' })

  expect(bodies.map(({ headline, lines }) => [headline, lines])).toEqual([
    ['DRILL over: stopped before the first fault', ['The drill did not play to its end: stopped with Ctrl-C.']],
  ])
})

it('Alerts of a drill say when they are sent, and their incidents keep the times of the scenario', async () => {
  const { machine, bodies, play } = await drillOnWebhook()
  const from = machine.now()

  await play()

  expect(bodies.map(({ drillOf }) => drillOf)).toContain('opened')
  for (const { at, scenarioTime, incident } of bodies) {
    expect(at).toBeGreaterThanOrEqual(from)
    expect(at).toBeLessThanOrEqual(machine.now())
    expect(Date.parse(scenarioTime ?? '')).toBeGreaterThanOrEqual(incident?.openedAt ?? Number.NaN)
  }
  const opening = bodies.find(({ drillOf }) => drillOf === 'opened')
  expect(opening?.incident?.impactAt).toBe(START)
})
