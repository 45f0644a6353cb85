import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret, type Target } from '../../../src/core/index.ts'
import { newStateDir, openLab, stepsOf } from './kit.ts'

// 11 March 2026: the browser showed that signing in had worked, and the command line had given up after its 15 s.
const service = createServer((request, response) => {
  const delayMs = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('after') ?? 0)
  setTimeout(() => response.end('authorised'), delayMs)
})
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
})
afterAll(() => {
  service.closeAllConnections()
  service.close()
})

function target(): Target {
  return {
    name: 'slowly',
    title: 'Slowly',
    api: { url, key: new Secret('KEY', 'no-real-key'), model: 'm', prompt: 'p', answer: 'a' },
  }
}

async function runWith(afterMs: number, options: string) {
  const stateDir = newStateDir()
  const file = join(stateDir, 'slowly.probe.ts')
  writeFileSync(
    file,
    `import { apiProbe, expect } from 'doorwatch/probe'
     export default apiProbe({ name: 'oauth', surface: 'api', every: '1m', timeout: '20s' }, async ({ http, step, target }) => {
       await step('wait for the sign-in', async () => {
         expect((await http.request(target.api.url + '/?after=${afterMs}')).text).toBe('authorised')
       }, ${options})
       await step('go on', () => { expect(1).toBe(1) })
     })`,
  )
  return (await openLab({ target: target(), stateDir, probeFiles: [file] })).run('oauth')
}

describe('the limit of the client in a step', () => {
  it('makes a success that came later a failure that names the limit and the time it took', async () => {
    const run = await runWith(900, "{ clientLimit: '500ms' }")
    expect(stepsOf(run)).toEqual(['wait for the sign-in: failed'])
    expect(run.failure).toMatchObject({ class: 'timeout', blame: 'provider', step: 'wait for the sign-in' })
    expect(run.failure?.message).toMatch(/^done after .*, and the client gives up after 500 ms$/)
    expect(run.steps[0]?.durationMs).toBeGreaterThanOrEqual(900)
  })

  it('does nothing where the success came in time', async () => {
    const run = await runWith(50, "{ clientLimit: '10s' }")
    expect(stepsOf(run)).toEqual(['wait for the sign-in: passed', 'go on: passed'])
  })

  it('does not cut the step short: its own limit does', async () => {
    const run = await runWith(5_000, "{ clientLimit: '300ms', timeout: '800ms' }")
    expect(run.failure).toMatchObject({ class: 'timeout', step: 'wait for the sign-in' })
    expect(run.steps[0]?.durationMs).toBeGreaterThanOrEqual(700)
  })
})
