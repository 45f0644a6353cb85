import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openTunnel, ProxyError } from '../../src/net/index.ts'
import { connectToProxy } from '../../src/net/tunnel.ts'

const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** A proxy that answers every connection with `answer` once it has read the head of a request. */
async function startProxy(answer: (socket: Socket, head: string) => void): Promise<URL> {
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', (head) => answer(socket, head.toString()))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
}

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n'

function readText(socket: Socket): Promise<string> {
  sockets.add(socket)
  return new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())))
}

async function errorOf(promise: Promise<unknown>): Promise<ProxyError> {
  const error = await promise.then(
    () => expect.fail('a tunnel was opened'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ProxyError)
  return error as ProxyError
}

describe('a tunnel', () => {
  it('asks for host and port, and then carries what both sides send', async () => {
    const heads: string[] = []
    const proxy = await startProxy((socket, head) => {
      heads.push(head)
      socket.write(ESTABLISHED)
      socket.on('data', (bytes) => socket.write(`echo ${bytes}`))
    })
    const tunnel = await openTunnel({ proxy, host: 'service.invalid', port: 8443 })
    tunnel.write('hello')
    expect(await readText(tunnel)).toBe('echo hello')
    expect(heads[0]).toMatch(/^CONNECT service\.invalid:8443 HTTP\/1\.1\r\n/)
    expect(heads[0]).toMatch(/\r\nhost: service\.invalid:8443\r\n/i)
    expect(heads[0]).not.toMatch(/proxy-authorization/i)
  })

  it('names an IPv6 host in brackets', async () => {
    const heads: string[] = []
    const proxy = await startProxy((socket, head) => {
      heads.push(head)
      socket.write(ESTABLISHED)
    })
    for (const host of ['::1', '[::1]']) sockets.add(await openTunnel({ proxy, host, port: 443 }))
    expect(heads.map((head) => head.split(' HTTP')[0])).toEqual(['CONNECT [::1]:443', 'CONNECT [::1]:443'])
  })

  it('gives the credentials of the proxy’s address', async () => {
    let head = ''
    const proxy = await startProxy((socket, text) => {
      head = text
      socket.write(ESTABLISHED)
    })
    proxy.username = 'robin'
    proxy.password = 'p%40ss'
    sockets.add(await openTunnel({ proxy, host: 'service.invalid', port: 443 }))
    expect(head).toContain(`Basic ${Buffer.from('robin:p@ss').toString('base64')}`)
  })

  it('keeps what the host sends together with the answer of the proxy', async () => {
    const proxy = await startProxy((socket) => void socket.write(`${ESTABLISHED}220 mail.invalid\r\n`))
    expect(await readText(await openTunnel({ proxy, host: 'mail.invalid', port: 25 }))).toBe('220 mail.invalid\r\n')
  })

  it.each([
    [407, 'EPROXY_AUTH'],
    [403, 'EPROXY_REFUSED'],
    [502, 'EPROXY_REFUSED'],
    [301, 'EPROXY_REFUSED'],
  ])('is an error of the proxy where that answers HTTP %i', async (status, code) => {
    const proxy = await startProxy((socket) => void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`))
    expect(await errorOf(openTunnel({ proxy, host: 'service.invalid', port: 443 }))).toMatchObject({ code, status })
  })

  it('is an error of the proxy where that closes the connection or speaks no HTTP', async () => {
    for (const answer of ['', 'SSH-2.0-OpenSSH_9.2\r\n']) {
      const proxy = await startProxy((socket) => void socket.end(answer))
      const error = await errorOf(openTunnel({ proxy, host: 'service.invalid', port: 443 }))
      expect(error).toMatchObject({ code: 'EPROXY_UNREACHABLE', status: undefined })
    }
  })

  it('shows the proxy without its password', async () => {
    const proxy = await startProxy((socket) => void socket.end('HTTP/1.1 407 No\r\n\r\n'))
    proxy.username = 'robin'
    proxy.password = 'planted-proxy-word'
    const error = await errorOf(openTunnel({ proxy, host: 'service.invalid', port: 443 }))
    expect(error.message).toContain(proxy.host)
    expect(error.message).not.toContain('planted')
  })

  it('ends with the signal, which is no fault of the proxy', async () => {
    const proxy = await startProxy(() => {})
    const controller = new AbortController()
    const opening = openTunnel({ proxy, host: 'service.invalid', port: 443, signal: controller.signal })
    controller.abort()
    await expect(opening).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
    const late = openTunnel({ proxy, host: 'service.invalid', port: 443, signal: AbortSignal.abort() })
    await expect(late).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a connection to the proxy itself', () => {
  it('is open once it resolves', async () => {
    const proxy = await startProxy((socket, text) => void socket.write(`got ${text}`))
    const socket = await connectToProxy(proxy)
    socket.write('GET')
    expect(await readText(socket)).toBe('got GET')
  })

  it('ends with the signal, which is no fault of the proxy', async () => {
    const proxy = await startProxy(() => {})
    await expect(connectToProxy(proxy, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('is an error of the proxy where nothing listens', async () => {
    const proxy = await startProxy(() => {})
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
    expect(await errorOf(connectToProxy(proxy))).toMatchObject({ code: 'EPROXY_UNREACHABLE' })
  })
})
