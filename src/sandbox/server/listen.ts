import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { MonitorError } from '../../core/index.ts'
import { holderText } from '../../machine/index.ts'
import type { Env } from './deps.ts'

const LOOPBACK = '127.0.0.1'

/** A listening server. */
export interface Listening {
  readonly url: string
  /** Closes every connection, hanging ones too, and resolves once the port is free. */
  close(): Promise<void>
}

/** A required port, or one to try before any free one. */
export type WantedPort = { readonly exactly: number } | { readonly preferably: number }

/**
 * Serves `app` on loopback.
 * @throws MonitorError `port_in_use` where the required port is in use, `listen` where listening fails otherwise
 */
export async function listen(app: Hono<Env>, wanted: WantedPort): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  const port = 'exactly' in wanted ? wanted.exactly : wanted.preferably
  try {
    await bind(server, port)
  } catch (error) {
    if (!isTaken(error)) throw listenError(port, error)
    if ('exactly' in wanted) throw takenError(port, error)
    await bind(server, 0)
  }
  const { port: bound } = server.address() as AddressInfo
  return { url: `http://${LOOPBACK}:${bound}`, close: () => close(server) }
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: LOOPBACK }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
}

function takenError(port: number, cause: unknown): MonitorError {
  return new MonitorError('port_in_use', `port ${port} on ${LOOPBACK} is in use by ${holderText(port)}`, {
    hint: 'Stop it, or choose another port with --port (0 takes any that is free).',
    cause,
  })
}

function listenError(port: number, cause: unknown): MonitorError {
  return new MonitorError('listen', `cannot listen on ${LOOPBACK}:${port}`, {
    hint: 'Choose a port from 1024 to 65535 (0 takes any that is free).',
    cause,
  })
}
