/** Lets the rest of the process have its turn: probes and deliveries wait for no long read or clean-up. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
