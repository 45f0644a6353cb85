import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR, SILENT } from '../../src/core/index.ts'
import { openStore } from '../../src/store/index.ts'
import { newFolder, startProduct } from '../support/product.ts'

const FAKETIME = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/lib64']
  .map((folder) => join(folder, 'faketime/libfaketime.so.1'))
  .find((path) => existsSync(path))

const CONFIG = `import { env } from 'doorwatch'
export default {
  sandbox: false, builtinProbes: false, probes: ['probes'],
  targets: [{ name: 'service', api: { url: 'http://127.0.0.1:PORT', key: env('SERVICE_KEY'), model: 'm' } }],
}
`
const PROBE = `import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ name: 'ping', surface: 'api', every: '1s', timeout: '900ms' }, async ({ http, step, target }) => {
  const answer = await step('ask', () => http.request(target.api.url))
  await step('check', () => expect(answer.status).toBe(200))
})
`

/** The whole product under libfaketime, which sets the wall clock and not the monotonic one. */
describe.skipIf(FAKETIME === undefined)('a worker whose clock is set (libfaketime)', () => {
  const folder = newFolder('clock')
  const clockFile = join(folder, 'clock')
  let server: Server

  beforeAll(async () => {
    server = createServer((_request, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    writeFileSync(join(folder, 'doorwatch.config.ts'), CONFIG.replace('PORT', String(port)))
    writeFileSync(clockFile, '+0')
  })
  afterAll(() => server.close())

  it('continues to probe after every jump, records skipped slots, and sends no notice', async () => {
    mkdirSync(join(folder, 'probes'))
    writeFileSync(join(folder, 'probes/ping.probe.ts'), PROBE)
    const product = startProduct(folder, {
      SERVICE_KEY: 'a key that is not checked',
      LD_PRELOAD: FAKETIME as string,
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    })
    const runs = () => product.events().filter(({ event }) => event === 'run').length
    const after = (count: number) => product.until(`${count} runs`, () => (runs() >= count ? true : undefined))
    await after(3)
    for (const offset of ['-3600', '+3600', '+0']) {
      writeFileSync(clockFile, offset)
      await after(runs() + 4)
    }
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
    const path = join(folder, '.doorwatch', 'doorwatch.sqlite')
    const store = await openStore({ path, log: SILENT, clock: { now: () => Date.now() }, mustExist: true })
    try {
      expect(await store.alerts({ limit: 10 })).toEqual([])
      const stored = await store.runs({ limit: 1_000 })
      expect(stored.filter(({ outcome }) => outcome !== 'skipped' && outcome !== 'passed')).toEqual([])
      const skipped = stored.filter(({ skip }) => skip?.reason === 'clock_change')
      expect(skipped.reduce((sum, { skip }) => sum + (skip?.count ?? 0), 0)).toBeGreaterThan((2 * HOUR) / 1_000 - 10)
    } finally {
      await store.close()
    }
  })
})
