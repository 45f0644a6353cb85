// A reverse proxy in the place of provider A that injects failures: layer 7, for Anthropic's Messages API and the
// OpenAI-compatible ones, streams included. Takes the address of an upstream, gives addresses and a control client. Promises:
// a fault hits only requests that carry its token and expires within seconds unless it is renewed; keys and bodies that pass
// through are never stored or logged; the sandbox as upstream never gets a caller's key.
export { type ProxyAddress, type ProxyControl, proxyControl } from './client.ts'
export { EventSplitter } from './events.ts'
export { breaksStream, PROXY_FAULTS, type ProxyFault, proxyFaultNamed } from './faults.ts'
export type { SeenRequest } from './handle.ts'
export type { Exchange, Sighting } from './leases.ts'
export { type FaultProxy, type FaultProxyOptions, PROXY_PORT, startFaultProxy } from './start.ts'
