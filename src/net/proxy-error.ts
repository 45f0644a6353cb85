/** The proxy refused our credentials (407), refused or failed to connect (any other status), or did not answer. */
type ProxyErrorCode = 'EPROXY_AUTH' | 'EPROXY_REFUSED' | 'EPROXY_UNREACHABLE'

/** Our proxy made no connection, which is never the fault of the host behind it. */
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

/** The error for a status that the proxy itself sent. */
export function proxyRefusal(proxy: string, status: number): ProxyError {
  if (status === 407) {
    const message = `the proxy ${proxy} asks for a user name and password (HTTP 407)`
    return new ProxyError('EPROXY_AUTH', message, { status })
  }
  return new ProxyError('EPROXY_REFUSED', `the proxy ${proxy} refuses to connect (HTTP ${status})`, { status })
}
