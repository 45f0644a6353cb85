import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { announceBegin, announceFailure } from '../../../src/app/drill/drill-alerts.ts'
import { MINUTE, Secret, SILENT } from '../../../src/core/index.ts'
import type { Scenario } from '../../../src/sandbox/index.ts'
import { newFolder } from '../../support/folder.ts'
import { openFakeDrill } from './fake-world.ts'

const SCENARIO: Scenario = {
  ...{ name: 's', title: 'Two hours', what: 'the command line fails', sources: [], page: [] },
  surfaces: { cli: [{ minute: 0, fault: '529' }, { minute: 120 }] },
}

it('A drill that breaks down has its end on the channels', async () => {
  const headlines: string[] = []
  const server = createServer(async (incoming, out) => {
    const body = Buffer.concat((await incoming.toArray()) as Buffer[]).toString('utf8')
    headlines.push((JSON.parse(body) as { headline: string }).headline)
    out.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = new Secret('HOOK', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const channel = { kind: 'webhook', name: 'hook', url, drills: true } as never
  const { world, life, machine } = await openFakeDrill(SCENARIO, newFolder('drill'), { channels: [channel] })
  onTestFinished(() => life.end())

  await announceBegin(world, { id: 'd', scenario: SCENARIO, provider: 'claude' })
  machine.advance(MINUTE)
  await announceFailure(world, { id: 'd', error: new Error('the sandboxes ended'), provider: 'claude', log: SILENT })

  expect(headlines).toEqual(['DRILL begins: Two hours', 'DRILL over: it broke down'])
  const [end] = await world.store.alerts({ limit: 1 })
  expect(end?.lines[0]).toBe('The drill ended with an error: the sandboxes ended')
})
