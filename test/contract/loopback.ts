import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'

const open = new WeakMap<Server, Set<Socket>>()

/** Listens on a free port of loopback. @returns the port */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  open.set(server, sockets)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Closes a server of `listen` and every connection to it. */
export async function closeAll(server: Server): Promise<void> {
  for (const socket of open.get(server) ?? []) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}

/** Calls `write` every 20 ms until the other side closes. */
export function trickle(write: () => void, end: ServerResponse | Socket): void {
  const timer = setInterval(write, 20)
  end.on('close', () => clearInterval(timer))
  end.on('error', () => {})
}
