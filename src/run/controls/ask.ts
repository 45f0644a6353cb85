import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { bareHost, type ControlVote, type FailureClass, PRODUCT_AGENT } from '../../core/index.ts'
import { codesOf, diagnoseNet } from '../classify/net.ts'
import type { Control } from './control.ts'

/** Asks one control whether it answers within `limitMs`. Never rejects. */
export type AskControl = (control: Control, failed: FailureClass, limitMs: number) => Promise<ControlVote>

/**
 * Asks over a connection of its own. A certificate that cannot be verified is an answer all the same, unless secure
 * connections are what failed.
 */
export const askControl: AskControl = async (control, failed, limitMs) => {
  const { address, source } = control
  try {
    await reach(new URL(address), AbortSignal.timeout(limitMs))
    return { control: address, source, up: true }
  } catch (error) {
    const code = codesOf(error).at(-1) ?? 'no answer'
    const isTls = diagnoseNet(code)?.class === 'tls'
    return { control: address, source, up: isTls && failed !== 'tls', code: code === 'ABORT_ERR' ? 'no answer' : code }
  }
}

/** Settles once the address answers: connected, secured, or with any HTTP status. */
function reach(url: URL, signal: AbortSignal): Promise<void> {
  return url.protocol.startsWith('http') ? answers(url, signal) : connects(url, signal)
}

function connects({ protocol, hostname, port }: URL, signal: AbortSignal): Promise<void> {
  const host = bareHost(hostname)
  return new Promise((resolve, reject) => {
    const secure = protocol === 'tls:'
    const to = { host, port: Number(port) }
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

function answers(url: URL, signal: AbortSignal): Promise<void> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    const asking = request(url, { method: 'HEAD', agent: false, signal, headers: { 'user-agent': PRODUCT_AGENT } })
    asking.once('response', (response) => {
      response.destroy()
      resolve()
    })
    asking.on('error', reject)
    asking.end()
  })
}
