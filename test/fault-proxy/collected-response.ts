import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'

/** A response that collects the bytes it gets, and whether its socket was destroyed. */
export function collected() {
  const stream = new PassThrough()
  const pieces: Buffer[] = []
  let destroyed = false
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  const socket = {
    destroy: () => {
      destroyed = true
    },
  }
  const response = Object.assign(stream, { writeHead: () => undefined, flushHeaders: () => undefined, socket })
  return {
    response: response as unknown as ServerResponse,
    text: () => Buffer.concat(pieces).toString(),
    isDestroyed: () => destroyed,
  }
}
