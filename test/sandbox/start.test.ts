import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { SILENT } from '../../src/core/index.ts'
import { controlClient, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { API_HEADERS, PONG } from './support.ts'

const running: Sandbox[] = []
const blockers: Server[] = []
const start = async (options: { port?: number; controlPort?: number } = {}) => {
  const sandbox = await startSandbox({ log: SILENT, ...options })
  running.push(sandbox)
  return sandbox
}

/** Takes a port of the machine; any that is free for 0. */
function occupy(port: number): Promise<number> {
  const server = createServer()
  blockers.push(server)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()))
  await Promise.all(blockers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

describe('starting', () => {
  it('listens on loopback only', async () => {
    const sandbox = await start({ port: 0, controlPort: 0 })
    for (const url of [sandbox.url, sandbox.controlUrl]) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(sandbox.url).not.toBe(sandbox.controlUrl)
  })

  it('refuses a port that was asked for and is taken, and says what to do', async () => {
    const port = await occupy(0)
    for (const options of [{ port }, { port: 0, controlPort: port }]) {
      const error: unknown = await startSandbox({ log: SILENT, ...options }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'port_in_use', message: expect.stringContaining(String(port)) })
      expect((error as { hint: string }).hint).toContain('another port')
    }
  })

  it('refuses a number that is no port', async () => {
    await expect(startSandbox({ log: SILENT, port: 99_999 })).rejects.toMatchObject({ code: 'listen' })
  })

  it('takes any free port where none was asked for and the usual one is taken', async () => {
    const [first, second] = [await start(), await start()]
    expect(new Set([first.url, first.controlUrl, second.url, second.controlUrl]).size).toBe(4)
  })

  it('frees the port of the service when the control port cannot be had', async () => {
    const taken = await occupy(0)
    const probe = await start({ port: 0, controlPort: 0 })
    const port = Number(new URL(probe.url).port)
    await probe.stop()
    await expect(startSandbox({ log: SILENT, port, controlPort: taken })).rejects.toMatchObject({ code: 'port_in_use' })
    await expect(start({ port, controlPort: 0 })).resolves.toBeTruthy()
  })
})

describe('stopping', () => {
  it('takes less than a second while requests hang, and frees both ports', async () => {
    const sandbox = await start({ port: 0, controlPort: 0 })
    const control = controlClient(sandbox.controlUrl)
    for (const [surface, fault] of Object.entries({ api: 'hang', 'model-b': 'stall', network: 'hang' })) {
      await control.break(surface, fault)
    }
    const ask = (path: string, headers: Record<string, string>) =>
      fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify({ ...PONG, stream: true }) })
    const bearer = { authorization: `Bearer ${API_HEADERS['x-api-key']}` }
    const hanging = [
      ask('/v1/messages', API_HEADERS),
      ask('/v1/chat/completions', bearer).then((response) => response.text()),
      fetch(`${sandbox.controlUrl}/health`),
    ].map((request) =>
      request.then(
        () => 'answered',
        () => 'cut',
      ),
    )
    await waitForHits(sandbox)
    const from = performance.now()
    await sandbox.stop()
    expect(performance.now() - from).toBeLessThan(1_000)
    expect(await Promise.all(hanging)).toEqual(['cut', 'cut', 'cut'])
    const again = { port: Number(new URL(sandbox.url).port), controlPort: Number(new URL(sandbox.controlUrl).port) }
    await expect(start(again)).resolves.toMatchObject({ url: sandbox.url })
  })

  it('can be asked for twice', async () => {
    const sandbox = await start({ port: 0, controlPort: 0 })
    await Promise.all([sandbox.stop(), sandbox.stop()])
    await sandbox.stop()
  })
})

/** Waits until every fault has hit once: all three requests hang. */
async function waitForHits(sandbox: Sandbox): Promise<void> {
  const control = controlClient(sandbox.controlUrl)
  await expect.poll(async () => (await control.faults()).every(({ hits }) => hits > 0)).toBe(true)
}
