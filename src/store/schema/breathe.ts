/** Lets other work of the process run, so that probes and deliveries wait for no long read or clean-up. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
