/** Waits of those who cannot write to the database, and whether anybody can. */
export interface StorageWait {
  /** Whether the last write failed. */
  failing(): boolean
  failed(): void
  /** A write was committed; everybody who waits tries again at once. */
  succeeded(): void
  /** Waits `ms`, or until a write of somebody else succeeds. */
  wait(ms: number): Promise<void>
  /** Calls `listener` whenever writes succeed again. */
  onRecovery(listener: () => void): void
}

export function createStorageWait(sleep: (ms: number) => Promise<void>): StorageWait {
  const listeners: (() => void)[] = []
  let isFailing = false
  let wake = () => {}
  let recovery = Promise.resolve()

  return {
    failing: () => isFailing,
    failed() {
      if (isFailing) return
      isFailing = true
      recovery = new Promise((resolve) => {
        wake = resolve
      })
    },
    succeeded() {
      if (!isFailing) return
      isFailing = false
      wake()
      for (const listener of listeners) listener()
    },
    wait: (ms) => Promise.race([sleep(ms), recovery]),
    onRecovery: (listener) => void listeners.push(listener),
  }
}
