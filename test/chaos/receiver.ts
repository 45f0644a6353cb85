import { createServer, type ServerResponse } from 'node:http'
import type { Random } from '../bench/detection/random.ts'

/** One request that reached the stand-in. */
export interface Posted {
  /** Epoch ms. */
  readonly at: number
  /** The dedup key of the alert. */
  readonly key: string
  /** Whether the message was taken. */
  readonly accepted: boolean
  readonly answer: 'ok' | 'refused' | 'reset' | 'cut'
}

export interface FlakyReceiver {
  readonly url: string
  readonly log: readonly Posted[]
  /** From now on every message is accepted. */
  calm(): void
  close(): Promise<void>
}

/** An alert fails at most this often in a row, so that its backoff (2, 4, 8 s) fits into the test. */
const MOST_FAILURES = 3

/** How a request fails, and how it is seen. `cut`: the message is accepted, and the connection breaks before the answer. */
const FAILURES = [500, 503, 429, 'reset', 'cut', 'cut'] as const

/** Receives webhooks and fails half the time. A message whose answer is cut off arrives, and is sent again. */
export async function startFlakyReceiver(random: Random): Promise<FlakyReceiver> {
  const log: Posted[] = []
  const failures = new Map<string, number>()
  let calm = false

  function answer(body: string, response: ServerResponse): void {
    const { key } = JSON.parse(body) as { readonly key: string }
    const failed = failures.get(key) ?? 0
    const note = (accepted: boolean, how: Posted['answer']) => log.push({ at: Date.now(), key, accepted, answer: how })
    // The first message always is one whose answer is cut off.
    const fails = log.length === 0 || random.next() < 0.5
    if (calm || failed >= MOST_FAILURES || !fails) {
      failures.delete(key)
      note(true, 'ok')
      response.end('ok')
      return
    }
    failures.set(key, failed + 1)
    const failure =
      log.length === 0 ? 'cut' : (FAILURES[Math.floor(random.next() * FAILURES.length)] as (typeof FAILURES)[number])
    if (typeof failure === 'number') {
      note(false, 'refused')
      response.writeHead(failure, failure === 429 ? { 'retry-after': '1' } : {}).end('no')
      return
    }
    note(failure === 'cut', failure)
    response.destroy()
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(Buffer.concat(chunks).toString(), response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    log,
    calm: () => {
      calm = true
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
