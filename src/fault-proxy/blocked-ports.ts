/** Ports above 1023 that `fetch` refuses to connect to: fetch.spec.whatwg.org, "port blocking". */
const BLOCKED: ReadonlySet<number> = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
])

/** Whether clients that use `fetch`, as the SDKs for JavaScript do, cannot reach a port. */
export function isBlockedPort(port: number): boolean {
  return BLOCKED.has(port)
}
