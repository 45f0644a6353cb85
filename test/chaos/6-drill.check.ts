import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openStoreReader } from '../../src/store/index.ts'
import { randomFrom } from '../bench/detection/random.ts'
import { drillFolder } from '../e2e/drill-kit.ts'
import { descendantsOf, doorwatch, isAlive, startProduct } from '../support/product.ts'

const KILLS = 50
/** A drill of the scenario takes some fifteen seconds: kills come in all of its phases, ms. */
const LATEST_MS = 14_000
const GONE_WITHIN_MS = 5_000

it('does not disturb a running worker through fifty kills of a drill', async () => {
  const random = randomFrom(23)
  const { folder, environment, practice, serious, close } = await drillFolder('sandbox')
  onTestFinished(close)
  const worker = startProduct(folder, environment)
  onTestFinished(() => worker.kill('SIGKILL'))
  await worker.until('a run', (events) => events.find((event) => event.event === 'run'))
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const drill = startProduct(folder, environment, ['drill', 'api-down.json'])
    await sleep(random.next() * LATEST_MS)
    const children = await descendantsOf(drill.pid)
    drill.kill('SIGKILL')
    await drill.exited
    expect(await within(GONE_WITHIN_MS, () => !children.some(isAlive)), `kill ${kill} left nothing`).toBe(true)
  }
  const faults = await doorwatch(folder, ['sandbox', 'list', '--json'], environment)
  expect(JSON.parse(faults.stdout)).toEqual([])
  const store = await openStoreReader({ path: join(folder, '.doorwatch/doorwatch.sqlite') })
  onTestFinished(() => store.close())
  expect(await store.runs({ outcomes: ['failed', 'error'], limit: 10 })).toEqual([])
  expect((await store.runs({ outcomes: ['passed'], limit: 1_000 })).length).toBeGreaterThan(KILLS / 4)
  expect((await store.surfaces()).filter(({ state }) => state !== 'operational')).toEqual([])
  expect((await store.alerts({ limit: 10 })).filter(({ kind }) => kind !== 'proof')).toEqual([])
  const headlines = practice.map(({ headline }) => headline)
  expect(headlines.length).toBeGreaterThan(KILLS / 4)
  expect(headlines.filter((headline) => !headline.startsWith('DRILL'))).toEqual([])
  expect(serious).toEqual([])
})

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function within(limitMs: number, condition: () => boolean): Promise<boolean> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) if (condition()) return true
  return condition()
}
