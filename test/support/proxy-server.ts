import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A real HTTP proxy on loopback: CONNECT and whole addresses. */
export interface ProxyServer {
  readonly url: string
  /** The requests it got: `CONNECT host:port`, `GET http://…`. */
  readonly requests: readonly string[]
  /** From now on it answers every request with this status in its own name; undefined: it serves. */
  refuseWith(status: number | undefined): void
  stop(): Promise<void>
}

/**
 * Starts a proxy that leads every name to loopback, so that tests can ask for names that do not exist.
 * `credentials`: `user:password` that a client must give.
 */
export async function startProxy(credentials?: string): Promise<ProxyServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let refusal: number | undefined
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  const statusFor = (asking: IncomingMessage) =>
    refusal ?? (wanted && asking.headers['proxy-authorization'] !== wanted ? 407 : undefined)

  const server = createServer((asking: IncomingMessage, answer: ServerResponse) => {
    requests.push(`${asking.method} ${asking.url}`)
    const status = statusFor(asking)
    if (status !== undefined) {
      answer.writeHead(status, { 'proxy-authenticate': 'Basic realm="proxy"' }).end('the proxy says no')
      return
    }
    const { port, pathname, search } = new URL(asking.url ?? '')
    const { 'proxy-authorization': _secret, ...headers } = asking.headers
    const onward = request(
      { host: '127.0.0.1', port: port || 80, path: pathname + search, method: asking.method, headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers)
        response.pipe(answer)
      },
    )
    onward.on('error', () => answer.writeHead(502).end())
    asking.pipe(onward)
  })
  server.on('connect', (asking: IncomingMessage, socket: Socket) => {
    requests.push(`CONNECT ${asking.url}`)
    socket.on('error', () => {})
    const status = statusFor(asking)
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic realm="proxy"\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const port = Number(asking.url?.split(':').at(-1))
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    sockets.add(onward)
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${credentials ? `${credentials}@` : ''}127.0.0.1:${port}`,
    requests,
    refuseWith(status) {
      refusal = status
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
