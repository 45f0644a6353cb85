import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { type Socket, connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import {
  bareHost,
  type ControlVote,
  DIRECT,
  defined,
  type FailureClass,
  type ProxySettings,
  proxyFor,
} from '../../core/index.ts'
import { openTunnel, proxyRefusal, routeTo } from '../../net/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'
import { codesOf, diagnoseNet } from '../classify/net.ts'
import type { Control } from './control.ts'

/** Whether a control answers within `limitMs`. Never rejects. */
export type AskControl = (control: Control, failed: FailureClass, limitMs: number) => Promise<ControlVote>

/**
 * Asks over a new connection, through the proxy where one is set. A certificate that cannot be verified is an answer, unless
 * the failure under judgement is of class `tls`.
 */
export function createAsk(proxy: ProxySettings): AskControl {
  return (control, failed, limitMs) => ask(control, failed, { limitMs, proxy })
}

async function ask(
  { address, source }: Control,
  failed: FailureClass,
  { limitMs, proxy }: { readonly limitMs: number; readonly proxy: ProxySettings },
): Promise<ControlVote> {
  try {
    await reach(new URL(address), proxy, AbortSignal.timeout(limitMs))
    return { control: address, source, up: true }
  } catch (error) {
    const codes = codesOf(error)
    const code = codes.find((name) => name.startsWith('EPROXY')) ?? codes.at(-1) ?? 'no answer'
    const isTls = diagnoseNet(code)?.class === 'tls'
    return { control: address, source, up: isTls && failed !== 'tls', code: code === 'ABORT_ERR' ? 'no answer' : code }
  }
}

/** Settles once the address answers: connected, secured, or with any HTTP status. */
async function reach(url: URL, settings: ProxySettings, signal: AbortSignal): Promise<void> {
  if (url.protocol.startsWith('http')) return answers(url, settings, signal)
  const proxy = proxyFor(url, settings)
  const host = bareHost(url.hostname)
  const tunnel = proxy && (await openTunnel({ proxy, host, port: Number(url.port), signal }))
  if (!tunnel || url.protocol === 'tls:') return connects(url, signal, tunnel)
  tunnel.destroy()
}

function connects({ protocol, hostname, port }: URL, signal: AbortSignal, tunnel?: Socket): Promise<void> {
  const host = bareHost(hostname)
  return new Promise((resolve, reject) => {
    const secure = protocol === 'tls:'
    const to = { host, port: Number(port), ...defined({ socket: tunnel }) }
    const socket = secure ? tlsConnect({ ...to, servername: /^[\d.]+$|:/.test(host) ? '' : host }) : tcpConnect(to)
    const abort = () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ABORT_ERR' }))
    signal.addEventListener('abort', abort, { once: true })
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      resolve()
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => {
      signal.removeEventListener('abort', abort)
      reject(new Error('closed'))
    })
  })
}

function answers(url: URL, settings: ProxySettings, signal: AbortSignal): Promise<void> {
  const { headers, ...route } = routeTo(url, settings, signal)
  const request = url.protocol === 'https:' ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    const asking = request(url, {
      ...route,
      method: 'HEAD',
      signal,
      headers: { ...headers, 'user-agent': PRODUCT_AGENT },
    })
    asking.once('response', (response) => {
      response.destroy()
      if (route.proxy !== undefined && response.statusCode === 407) reject(proxyRefusal(route.proxy, 407))
      else resolve()
    })
    asking.on('error', reject)
    asking.end()
  })
}

/** Asks without a proxy. */
export const askControl: AskControl = createAsk(DIRECT)
