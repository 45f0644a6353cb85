import { afterAll, beforeAll } from 'vitest'
import { SILENT } from '../../src/core/index.ts'
import {
  type FaultProxy,
  type FaultProxyOptions,
  type ProxyControl,
  proxyControl,
  startFaultProxy,
} from '../../src/fault-proxy/index.ts'
import { type Pace, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { INSTANT_PACE } from '../support/instant-pace.ts'

/** A proxy in front of a sandbox, for the tests of one file. */
interface Proxied {
  proxy: FaultProxy
  sandbox: Sandbox
  control: ProxyControl
}

export function useProxy(options: Partial<FaultProxyOptions> = {}, pace: Partial<Pace> = INSTANT_PACE): Proxied {
  const running = {} as Proxied
  beforeAll(async () => {
    running.sandbox = await startSandbox({ log: SILENT, port: 0, controlPort: 0, pace })
    running.proxy = await startFaultProxy({
      ...{ upstream: running.sandbox.url, isSandbox: true, fetch, clock: { now: () => Date.now() }, port: 0 },
      ...options,
    })
    running.control = proxyControl(running.proxy)
  })
  afterAll(async () => {
    await running.proxy.stop()
    await running.sandbox.stop()
  })
  return running
}

let tokens = 0

/** A token that no other test has. */
export function newToken(): string {
  tokens += 1
  return `dw-${tokens.toString(16).padStart(16, '0')}`
}

interface Asked {
  readonly path?: string
  readonly stream?: boolean
  readonly key?: string
  readonly signal?: AbortSignal
}

/** Sends a prompt with this token through the proxy. */
export function askThrough({ proxy }: Proxied, token: string, asked: Asked = {}): Promise<Response> {
  const { path = '/v1/messages', stream = true, key = 'team-key-canary', signal } = asked
  const body = {
    model: 'claude-haiku-4-5',
    max_tokens: 100,
    stream,
    messages: [{ role: 'user', content: `A test (${token}). Reply with exactly: b0000001 kite river lamp stone` }],
  }
  return fetch(`${proxy.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
}

export { textIn } from './passage.ts'
