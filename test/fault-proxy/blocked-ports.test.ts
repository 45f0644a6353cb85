import { describe, expect, it } from 'vitest'
import { isBlockedPort } from '../../src/fault-proxy/blocked-ports.ts'
import { PROXY_PORT, startFaultProxy } from '../../src/fault-proxy/index.ts'
import { createClock } from '../support/clock.ts'

/** Why a request to a port of this machine fails: refused by fetch itself, or not. */
async function isRefusedByFetch(port: number): Promise<boolean> {
  const failure = await fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error)
  return failure instanceof Error && failure.cause instanceof Error && failure.cause.message === 'bad port'
}

describe('the port of the fault proxy', () => {
  it('is one that clients with fetch can reach', async () => {
    expect(isBlockedPort(PROXY_PORT)).toBe(false)
    expect(await isRefusedByFetch(PROXY_PORT)).toBe(false)
  })

  it.each([4190, 5060, 6000, 6666, 10_080])('cannot be %i, which fetch refuses', async (port) => {
    expect(await isRefusedByFetch(port)).toBe(true)
    const options = { upstream: 'http://127.0.0.1:9', isSandbox: false, fetch, clock: createClock() }
    await expect(startFaultProxy({ ...options, port })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`port ${port} is one that fetch refuses`),
    })
  })
})
