import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { codeOf, MonitorError } from '../core/index.ts'
import { holderText } from './port-holder.ts'

/** A required port, or one to try before any free one. */
export type WantedPort = { readonly exactly: number } | { readonly preferably: number }

/**
 * Makes a server listen. @returns the port
 * @throws MonitorError `port_in_use` where the required port is in use, `listen` where listening fails otherwise
 */
export async function listenOn(server: Server, wanted: WantedPort, host: string): Promise<number> {
  const port = 'exactly' in wanted ? wanted.exactly : wanted.preferably
  try {
    await bind(server, port, host)
  } catch (error) {
    if (!isTaken(error)) throw listenError(port, host, error)
    if ('exactly' in wanted) throw takenError(port, host, error)
    await bind(server, 0, host)
  }
  return (server.address() as AddressInfo).port
}

/** Closes a server and every connection, hanging ones too. Resolves once the port is free. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function isTaken(error: unknown): boolean {
  return codeOf(error) === 'EADDRINUSE'
}

function takenError(port: number, host: string, cause: unknown): MonitorError {
  return new MonitorError('port_in_use', `port ${port} on ${host} is in use by ${holderText(port)}`, {
    hint: 'Stop it, or choose another port with --port (0 takes any that is free).',
    cause,
  })
}

function listenError(port: number, host: string, cause: unknown): MonitorError {
  return new MonitorError('listen', `cannot listen on ${host}:${port}`, {
    hint: 'Choose a port from 1024 to 65535 (0 takes any that is free).',
    cause,
  })
}
