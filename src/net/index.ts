// Requests through the proxies of this network. Takes an address and the proxy settings, gives a way for node:http, a fetch
// or a bare connection. Promises: this machine itself is never proxied unless asked for, and what the proxy itself refuses
// is a ProxyError, never an answer of the host behind it.
export { createFetch } from './fetch.ts'
export { ProxyError, proxyRefusal } from './proxy-error.ts'
export { type Route, routeTo } from './route.ts'
export { allowSlowLinks } from './slow-links.ts'
export { openTunnel } from './tunnel.ts'
