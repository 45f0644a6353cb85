export interface Lanes {
  /** Runs work after all work of the same lane, beside the work of other lanes. `work` must not reject. */
  add(lane: string, work: () => Promise<void>): Promise<void>
  /** Ends when no lane has work. */
  idle(): Promise<void>
}

/** Queues by name: in order within one, side by side among them. */
export function createLanes(): Lanes {
  const tails = new Map<string, Promise<void>>()
  return {
    add(lane, work) {
      const tail = (tails.get(lane) ?? Promise.resolve()).then(work)
      tails.set(lane, tail)
      return tail
    },
    async idle() {
      await Promise.all(tails.values())
    },
  }
}
