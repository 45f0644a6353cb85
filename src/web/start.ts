import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { PlanEvaluation } from '../continuity/index.ts'
import { type Clock, defined, type Log, machineTimezone, type QuietWindow, type Secret } from '../core/index.ts'
import type { Budgets, CostedPlan, MessageDrawing } from '../report/index.ts'
import type { Objectives } from '../slo/index.ts'
import type { AckByLink } from './ack-port.ts'
import { createApp } from './app.ts'
import type { DashboardChanges } from './changes-port.ts'
import { listen } from './listen.ts'
import type { LiveSource } from './live-source.ts'
import { createLiveUpdates } from './live-updates.ts'
import { createModels } from './models.ts'
import type { MonitorFacts } from './monitor-port.ts'
import { createPublicStateReader } from './public-state.ts'
import type { ReadingSource } from './readings.ts'
import type { ReportDesk } from './report-desk.ts'

export interface DashboardOptions {
  readonly history: ReadingSource
  /** Name or address to listen on. Besides it only loopback names are answered. */
  readonly host?: string
  /** 0 for any free port. Default: the first free one of ten. */
  readonly port?: number
  /** Token that clients must send. Default: none, everyone who reaches the address may read. */
  readonly token?: Secret
  /** Address at which people reach it, for example that of a proxy that adds https. */
  readonly publicUrl?: string
  /** Serves the public paths, which contain states and times only, without the token. */
  readonly share?: boolean
  /** Titles of targets by name. */
  readonly titles?: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly log: Log
  readonly live: LiveSource
  /** Daily probing budget by target. */
  readonly budgets?: Budgets
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
  /** Service level objectives of the configuration. Default: none are shown. */
  readonly objectives?: Objectives
  /** The channels of the configuration, and how their services show messages. */
  readonly drawing: MessageDrawing
  /** Accepts the reports of people. Default: none are accepted. */
  readonly desk?: ReportDesk
  /** The workflows of the configuration, by which pages price outages. Default: no costs are shown. */
  readonly costs?: CostedPlan
  /** Evaluates the continuity plan. Default: none is served. */
  readonly plan?: () => Promise<PlanEvaluation>
  /** Facts of the worker and its machine. Default: they are unknown. */
  readonly facts?: () => Promise<MonitorFacts>
  /** The metrics in the text format of Prometheus. Default: none are served. */
  readonly metrics?: () => Promise<string>
  readonly artifactsDir: string
  /** A copy of plain data without the secrets of the configuration. Default: nothing is removed. */
  readonly scrub?: <T>(data: T) => T
  /** The changes that people make on the dashboard. Default: it is read-only. */
  readonly changes?: DashboardChanges
  /** Acknowledging by the link of a message. Default: no link works. */
  readonly ackByLink?: AckByLink
  readonly location: string
  readonly version: string
  /** IANA name of the zone times are shown in. Default: that of the machine. */
  readonly timezone?: string
}

export interface Dashboard {
  readonly url: string
  /** Ends open pages and connections. */
  stop(): Promise<void>
}

/** The first port tried where none is chosen. */
const DEFAULT_PORT = 4850
const LOOPBACK = '127.0.0.1'

/** The routes of a dashboard, and how to end the updates of open pages. */
interface DashboardApp {
  readonly app: Hono
  stop(): void
}

/** Creates the routes of a dashboard without listening. */
export function createDashboardApp(options: DashboardOptions): DashboardApp {
  const { host = LOOPBACK, history, live, clock, log, location, version, artifactsDir } = options
  const timezone = options.timezone ?? machineTimezone()
  const { maintenance = [], budgets = {} } = options
  const models = createModels({
    history,
    clock,
    live,
    timezone,
    location,
    monitor: { version },
    ...{ budgets, maintenance },
    ...defined({ objectives: options.objectives, costs: options.costs }),
  })
  const titles = options.titles ?? {}
  const publicState = createPublicStateReader({ history, clock, live, maintenance, titles, timezone })
  const liveUpdates = createLiveUpdates({ live, models, clock, log })
  const app = createApp({
    ...{ history, models, budgets, liveUpdates, clock, log, host, artifactsDir, timezone, drawing: options.drawing },
    ...defined({
      token: options.token,
      publicUrl: options.publicUrl,
      ackByLink: options.ackByLink,
      plan: options.plan,
      changes: options.changes,
      metrics: options.metrics,
      facts: options.facts,
      costs: options.costs,
      desk: options.desk,
    }),
    ...{
      publicState,
      maintenance,
      probes: () => live.snapshot().probes,
      share: options.share === true,
      objectives: () => models.objectives(),
    },
    scrub: options.scrub ?? ((data) => data),
    secure: options.publicUrl?.startsWith('https:') === true,
  })
  return { app, stop: liveUpdates.stop }
}

/**
 * Serves the live dashboard and its JSON API.
 * @throws MonitorError `port_in_use` or `cannot_listen`
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host = LOOPBACK, port: chosen = { from: DEFAULT_PORT } } = options
  const { app, stop } = createDashboardApp(options)
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  try {
    const port = await listen(server, host, chosen)
    return { url: `http://${urlHost(host)}:${port}`, stop: () => close(server, stop) }
  } catch (error) {
    stop()
    throw error
  }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function close(server: Server, stopUpdates: () => void): Promise<void> {
  stopUpdates()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
