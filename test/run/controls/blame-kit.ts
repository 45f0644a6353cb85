import type { Failure, Target } from '../../../src/core/index.ts'
import { failureOf } from '../../../src/run/classify/diagnosis.ts'
import { diagnoseNet } from '../../../src/run/classify/net.ts'
import type { AskControl } from '../../../src/run/controls/ask.ts'
import { blameNetwork } from '../../../src/run/controls/blame.ts'
import { DEFAULT_CONTROLS } from '../../../src/run/controls/control.ts'

/** How a connection fails, by the error codes of Node and Chromium. */
export const CODES = {
  refused: ['ECONNREFUSED', 'ERR_CONNECTION_REFUSED'],
  reset: ['ECONNRESET', 'ERR_CONNECTION_RESET', 'ERR_EMPTY_RESPONSE', 'UND_ERR_SOCKET'],
  tls: ['CERT_HAS_EXPIRED', 'ERR_CERT_DATE_INVALID', 'EPROTO'],
  nxdomain: ['ENOTFOUND', 'ERR_NAME_NOT_RESOLVED'],
  'no name server': ['EAI_AGAIN', 'ERR_DNS_TIMED_OUT'],
  vanished: ['ETIMEDOUT', 'ERR_CONNECTION_TIMED_OUT', 'EHOSTUNREACH', 'ENETUNREACH'],
} as const
/** A kind of failed connection. */
export type Kind = keyof typeof CODES
export const KINDS = Object.keys(CODES) as readonly Kind[]

export const HOSTS = {
  public: ['api.lumen.dev', '203.0.113.9', '2001:db8::7'],
  private: ['10.1.2.3', '192.168.0.7', 'fd00::1', 'chat', 'chat.internal', 'nas.local', 'ai.lan'],
  loopback: ['127.0.0.1', 'localhost', '::1', 'app.localhost'],
} as const
/** Where the host of a target is. */
export type Place = keyof typeof HOSTS

const urlOf = (host: string) => `http://${host.includes(':') ? `[${host}]` : host}:8080`
/** A target whose console is at this address. */
export const at = (name: string, url: string, more: Partial<Target> = {}): Target => ({
  name,
  title: name,
  console: { url, locators: { keysLink: 'a', keys: 'b' } },
  ...more,
})

/** The failure of a connection to `host` with this error code. */
export function failed(code: string, host: string): Failure {
  const diagnosis = diagnoseNet(code)
  if (!diagnosis) throw new Error(`${code} is no network error`)
  return failureOf({ ...diagnosis, host })
}

/** Controls that answer by their address; `asked` collects the addresses. */
export function controls(isUp: (address: string) => boolean) {
  const addresses: string[] = []
  const ask: AskControl = async ({ address, source }) => {
    addresses.push(address)
    return { control: address, source, up: isUp(address), ...(isUp(address) ? {} : { code: 'ECONNREFUSED' }) }
  }
  return { ask, asked: addresses }
}

/** How the other targets and the default controls answer. */
export type Others = 'up' | 'down' | 'mixed' | 'none'
export const isUpFor = (others: Others) => (address: string) =>
  others === 'up' || (others === 'mixed' && /other|one\.one/.test(address))

/** Blames a failed connection. @returns the failure, its blame, and the controls that were asked */
export async function settle(connection: {
  readonly kind: Kind
  readonly host: string
  readonly others: Others
  readonly configured?: readonly string[]
  readonly code?: string
}) {
  const { kind, host, others, configured, code = CODES[kind][0] } = connection
  const target = at('watched', urlOf(host), configured ? { controls: configured } : {})
  const targets = others === 'none' ? [target] : [target, at('other', 'https://api.other.dev')]
  const { ask, asked } = controls(isUpFor(others))
  const defaults = others === 'none' ? [] : DEFAULT_CONTROLS
  const failure = await blameNetwork(failed(code, host), { target, targets, defaults, ask })
  return { failure, blame: failure.blame, asked }
}
