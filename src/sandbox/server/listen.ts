import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { closeServer, listenOn, type WantedPort } from '../../machine/index.ts'
import type { Env } from './deps.ts'

const LOOPBACK = '127.0.0.1'

/** A listening server. */
interface Listening {
  readonly url: string
  /** Closes every connection, hanging ones too, and resolves once the port is free. */
  close(): Promise<void>
}

/**
 * Serves `app` on loopback.
 * @throws MonitorError `port_in_use` where the required port is in use, `listen` where listening fails otherwise
 */
export async function listen(app: Hono<Env>, wanted: WantedPort): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  const port = await listenOn(server, wanted, LOOPBACK)
  return { url: `http://${LOOPBACK}:${port}`, close: () => closeServer(server) }
}
