import { type Log, messageOf } from '../core/index.ts'

/** Things that were started, ended in reverse order. */
export interface Lifecycle {
  /** Notes how to end what was just started. */
  onEnd(name: string, end: () => Promise<void> | void): void
  /** Ends everything once, whoever asks and however often; an end that fails does not keep the others from ending. */
  end(): Promise<void>
}

/** A stack of ends. Each may take `limitMs`; then it is left behind and said so. */
export function createLifecycle(log: Log, limitMs: number): Lifecycle {
  const ends: { readonly name: string; readonly end: () => Promise<void> | void }[] = []
  let ending: Promise<void> | undefined

  async function endAll(): Promise<void> {
    for (const { name, end } of ends.reverse()) {
      try {
        await withLimit(Promise.resolve(end()), limitMs)
      } catch (error) {
        log.error(`${name} did not stop cleanly`, { error: messageOf(error) })
      }
    }
  }

  return {
    onEnd: (name, end) => void ends.push({ name, end }),
    end: () => {
      ending ??= endAll()
      return ending
    },
  }
}

async function withLimit(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`still busy after ${limitMs} ms`)), limitMs)
  })
  await Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
