/** What a proxy did: refused our sign-in (407), refused or failed to connect (any other status), did not answer. */
export type ProxyErrorCode = 'EPROXY_AUTH' | 'EPROXY_REFUSED' | 'EPROXY_UNREACHABLE'

/** A proxy of ours gave no connection: never the fault of whoever lies behind it. */
export class ProxyError extends Error {
  readonly code: ProxyErrorCode
  readonly status: number | undefined

  constructor(
    code: ProxyErrorCode,
    message: string,
    options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ProxyError'
    this.code = code
    this.status = options.status
  }
}

/** The error for a status with which a proxy answered in its own name. */
export function proxyRefusal(proxy: string, status: number): ProxyError {
  if (status === 407) {
    const message = `the proxy ${proxy} asks for a user name and password (HTTP 407)`
    return new ProxyError('EPROXY_AUTH', message, { status })
  }
  return new ProxyError('EPROXY_REFUSED', `the proxy ${proxy} gives no connection (HTTP ${status})`, { status })
}
