import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** A message that was taken. */
export interface Taken {
  readonly channel: string
  /** Dedup key of the message. */
  readonly key: string
  /** Dedup keys of its alerts. */
  readonly alertKeys: readonly string[]
  /** How many processes had been killed when the one that sent it started. */
  readonly life: number
}

/** When the process is killed around a message that it sends. */
export type Moment = 'before it is taken' | 'before the answer' | 'after the answer'

interface ReceiverOptions {
  /** Decides for each request whether the process is killed, and when. */
  readonly momentOf: () => Moment | undefined
  /** From the request or the answer to the kill, ms: other channels get on with their messages meanwhile. */
  readonly delayMs: () => number
  readonly kill: () => void
}

interface Receiver {
  readonly url: string
  readonly taken: readonly Taken[]
  close(): Promise<void>
}

/** Takes webhooks at /<channel> and kills the process that sends them at moments around a message. */
export async function startReceiver({ momentOf, delayMs, kill }: ReceiverOptions): Promise<Receiver> {
  const taken: Taken[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const moment = momentOf()
      if (moment === 'before it is taken') {
        await pause(delayMs())
        kill()
        response.destroy()
        return
      }
      taken.push({
        channel: (request.url ?? '').slice(1),
        life: Number(request.headers.life),
        ...keysOf(Buffer.concat(chunks).toString()),
      })
      if (moment === 'before the answer') {
        await pause(delayMs())
        kill()
        response.destroy()
        return
      }
      response.end('ok')
      if (moment === undefined) return
      await pause(delayMs())
      kill()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function keysOf(body: string): Pick<Taken, 'key' | 'alertKeys'> {
  const { key, alerts } = JSON.parse(body) as { key: string; alerts?: readonly { readonly key: string }[] }
  return { key, alertKeys: alerts?.map((one) => one.key) ?? [key] }
}
