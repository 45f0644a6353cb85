import type { IncomingHttpHeaders } from 'node:http'
import { SANDBOX_ACCOUNT } from '../sandbox/account/account.ts'

/** Headers of one connection (hop-by-hop), and those that no longer match the body. */
const NOT_PASSED = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'host', 'content-length', 'content-encoding', 'accept-encoding', 'expect'],
])

const CREDENTIALS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'cookie']

/**
 * The headers for the upstream. The sandbox gets its own public key instead of the caller's credentials, which never leave
 * this process.
 */
export function upstreamHeaders(headers: IncomingHttpHeaders, isSandbox: boolean): Record<string, string> {
  const passed = Object.entries(headers).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (value === undefined || NOT_PASSED.has(name) || (isSandbox && CREDENTIALS.includes(name))) return []
    return [[name, Array.isArray(value) ? value.join(', ') : value]]
  })
  const uncompressed = { 'accept-encoding': 'identity' }
  const key = isSandbox ? { authorization: `Bearer ${SANDBOX_ACCOUNT.apiKey}` } : {}
  return { ...Object.fromEntries(passed), ...uncompressed, ...key }
}

/** The headers of the upstream's answer for the caller. */
export function answerHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !NOT_PASSED.has(name)))
}
