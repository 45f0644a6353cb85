// Requests through the proxies of this network. Takes an address and the proxy settings; gives a route for node:http, a
// fetch or a plain connection. Promises: loopback uses no proxy unless NO_PROXY says `<-loopback>`, and a refusal by the
// proxy is a ProxyError, never an answer of the host behind it.
export { createFetch } from './fetch.ts'
export { ProxyError, proxyRefusal } from './proxy-error.ts'
export { routeTo } from './route.ts'
export { allowSlowLinks } from './slow-links.ts'
export { openTunnel } from './tunnel.ts'
