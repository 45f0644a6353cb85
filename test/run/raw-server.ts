import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

interface RawServer {
  readonly url: string
  /** What becomes of the next connections, once their request (its beginning) has come. */
  answer: (socket: Socket, request: string) => void
}

/** A server for the tests of one file that sends any bytes, HTTP or not. */
export function useRawServer(): RawServer {
  const open = new Set<Socket>()
  const raw: RawServer & { url: string } = { url: '', answer: (socket) => void socket.end() }
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.once('data', (request) => raw.answer(socket, request.toString()))
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    raw.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return raw
}

/** An HTTP answer as bytes: head and body, with the length of the body unless the headers say how it is framed. */
export function httpAnswer(status: number, headers: Readonly<Record<string, string>>, body: string | Buffer): Buffer {
  const framed = Object.keys(headers).some((name) => /^(content-length|transfer-encoding)$/i.test(name))
  const length = framed ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries({ ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} x\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}
