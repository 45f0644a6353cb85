/** Yields to the event loop, so that probes and deliveries do not wait for a long read or clean-up. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
