export interface SerialQueues {
  /** Runs work after all earlier work of the same queue, and in parallel to other queues. `work` must not reject. */
  add(queue: string, work: () => Promise<void>): Promise<void>
  /** Ends when no queue has work. */
  idle(): Promise<void>
}

/** Queues by name: in order within one, in parallel among them. */
export function createSerialQueues(): SerialQueues {
  const tails = new Map<string, Promise<void>>()
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
