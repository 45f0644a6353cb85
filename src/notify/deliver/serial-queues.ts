interface SerialQueues {
  /** Runs work after all earlier work of the same queue, and in parallel to other queues. `work` must not reject. */
  add<T>(queue: string, work: () => Promise<T>): Promise<T>
  /** Ends when no queue has work. */
  idle(): Promise<void>
}

/** Queues by name: in order within one, in parallel among them. */
export function createSerialQueues(): SerialQueues {
  const tails = new Map<string, Promise<unknown>>()
  return {
    add(queue, work) {
      const tail = (tails.get(queue) ?? Promise.resolve()).then(work)
      tails.set(queue, tail)
      return tail
    },
    async idle() {
      await Promise.all(tails.values())
    },
  }
}
