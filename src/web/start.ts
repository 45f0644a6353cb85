import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { type Clock, type History, type Log, MonitorError } from '../core/index.ts'
import { createApp } from './app.ts'
import { createBulletin } from './bulletin.ts'
import type { LiveSource } from './live-source.ts'
import { createModels } from './models.ts'

export interface DashboardOptions {
  readonly history: History
  /** Name or address to listen on, and the one name besides loopback it answers to. */
  readonly host?: string
  /** 0 for any free one. Where none is chosen, the first free one of ten from DEFAULT_PORT on. */
  readonly port?: number
  readonly clock: Clock
  readonly log: Log
  readonly live: LiveSource
  readonly artifactsDir: string
  readonly location: string
  readonly version: string
  /** IANA name of the zone times are shown in; the machine's own where not given. */
  readonly timezone?: string
}

export interface Dashboard {
  readonly url: string
  /** Ends open pages and connections. */
  stop(): Promise<void>
}

export const DEFAULT_PORT = 4850
const PORTS_TRIED = 10

/**
 * Serves the live dashboard and its JSON API.
 * @throws MonitorError `port_in_use` or `cannot_listen`
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host = '127.0.0.1', history, live, clock, log, location, version, artifactsDir } = options
  const timezone = options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const models = createModels({ history, clock, live, timezone, location, monitor: { version } })
  const bulletin = createBulletin({ live, models, clock, log })
  const app = createApp({ history, models, bulletin, clock, log, host, artifactsDir })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  try {
    const port = await listen(server, host, options.port)
    return { url: `http://${shown(host)}:${port}`, stop: () => close(server, bulletin.stop) }
  } catch (error) {
    bulletin.stop()
    throw error
  }
}

function shown(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

async function listen(server: Server, host: string, chosen: number | undefined): Promise<number> {
  const port = chosen ?? DEFAULT_PORT
  const tries = chosen === undefined ? PORTS_TRIED : 1
  for (let tried = port; ; tried += 1) {
    try {
      return await listenOn(server, host, tried)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'EADDRINUSE') throw cannotListen(host, tried, error)
      if (tried + 1 >= port + tries) throw inUse(port, tries, error)
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function inUse(port: number, tries: number, cause: unknown): MonitorError {
  const ports = tries > 1 ? `Ports ${port} to ${port + tries - 1} are` : `Port ${port} is`
  return new MonitorError('port_in_use', `${ports} in use, so the dashboard cannot start`, {
    hint: 'Stop the other program, or choose another port with dashboard.port in the configuration.',
    cause,
  })
}

function cannotListen(host: string, port: number, cause: unknown): MonitorError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
  return new MonitorError('cannot_listen', `The dashboard cannot listen on ${host}:${port} (${reason})`, {
    hint: 'Check dashboard.host and dashboard.port in the configuration; ports below 1024 need special rights.',
    cause,
  })
}

function close(server: Server, stopBulletin: () => void): Promise<void> {
  stopBulletin()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
