import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { MonitorError } from '../../src/core/index.ts'
import { listen } from '../../src/web/listen.ts'
import { startTestDashboard } from '../support/dashboard.ts'
import { calmDay, empty } from '../support/scenarios.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done))
})

/** Takes a port; gives undefined where it is in use. */
function take(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      servers.push(server)
      resolve((server.address() as { port: number }).port)
    })
  })
}

/** The first of ten ports in a row, all taken. */
async function tenTaken(): Promise<number> {
  const from = (await take(0)) ?? 0
  for (let port = from + 1; port < from + 10; port += 1) await take(port)
  return from
}

async function failure(work: Promise<unknown>): Promise<MonitorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof MonitorError)) throw new Error(`expected a MonitorError, got ${String(error)}`)
  return error
}

describe('starting', () => {
  it('on a configured port that is in use names it, and what to do', async () => {
    const port = await take(0)
    const error = await failure(startTestDashboard(empty(), { port: port ?? 0 }))
    expect(error.code).toBe('port_in_use')
    const holder = process.platform === 'linux' ? `process ${process.pid} (` : 'another program'
    expect(error.message).toContain(`Port ${port} is in use by ${holder}`)
    expect(error.hint).toContain('dashboard.port')
  })

  it('without a chosen port takes the next free one', async () => {
    const from = (await take(0)) ?? 0
    const server = createHttpServer()
    const port = await listen(server, '127.0.0.1', { from })
    servers.push(server)
    expect(port).toBeGreaterThan(from)
    expect(port).toBeLessThan(from + 10)
  })

  it('without a chosen port and with ten taken says which were tried', async () => {
    const from = await tenTaken()
    const error = await failure(listen(createHttpServer(), '127.0.0.1', { from }))
    expect(error.message).toContain(`Ports ${from} to ${from + 9} are in use`)
  })

  it('on a host that is not this machine says which', async () => {
    const error = await failure(startTestDashboard(empty(), { host: '192.0.2.1' }))
    expect(error.code).toBe('cannot_listen')
    expect(error.message).toContain('192.0.2.1:0')
  })

  it('that fails leaves no listener behind', async () => {
    const port = await take(0)
    let listeners = 0
    const live = {
      snapshot: () => ({ probes: [] }),
      subscribe: () => {
        listeners += 1
        return () => {
          listeners -= 1
        }
      },
    }
    await failure(startTestDashboard(empty(), { port: port ?? 0, live }))
    expect(listeners).toBe(0)
  })
})

describe('stopping', () => {
  it('closes open pages immediately and releases the port', async () => {
    const board = await startTestDashboard(calmDay())
    const events = await fetch(`${board.url}/events`)
    expect(board.listeners()).toBe(1)
    const reading = events.text().catch(() => 'cut')
    const before = performance.now()
    await board.stop()
    await reading
    expect(performance.now() - before).toBeLessThan(5_000)
    expect(board.listeners()).toBe(0)
    await expect(fetch(board.url)).rejects.toThrow()
    expect(await take(Number(new URL(board.url).port))).toBe(Number(new URL(board.url).port))
  })
})
