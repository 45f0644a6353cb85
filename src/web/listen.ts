import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { codeOf, MonitorError } from '../core/index.ts'
import { holderText } from '../machine/index.ts'

const PORTS_TRIED = 10

/**
 * Listens on a port (0: any free one), or on the first free one of ten from `from` on.
 * @returns the port
 * @throws MonitorError `port_in_use` or `cannot_listen`
 */
export async function listen(
  server: Server,
  host: string,
  chosen: number | { readonly from: number },
): Promise<number> {
  const [port, tries] = typeof chosen === 'number' ? [chosen, 1] : [chosen.from, PORTS_TRIED]
  for (let candidate = port; ; candidate += 1) {
    try {
      return await listenOn(server, host, candidate)
    } catch (error) {
      const code = codeOf(error)
      if (code !== 'EADDRINUSE') throw cannotListen(host, candidate, error)
      if (candidate + 1 >= port + tries) throw inUse(port, tries, error)
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const listening = () => {
      server.off('error', failed)
      resolve((server.address() as AddressInfo).port)
    }
    const failed = (error: Error) => {
      server.off('listening', listening)
      reject(error)
    }
    server.once('listening', listening).once('error', failed)
    server.listen(port, host)
  })
}

function inUse(port: number, tries: number, cause: unknown): MonitorError {
  const ports = tries > 1 ? `Ports ${port} to ${port + tries - 1} are` : `Port ${port} is`
  const by = tries > 1 ? '' : ` by ${holderText(port)}`
  return new MonitorError('port_in_use', `${ports} in use${by}, so the dashboard cannot start`, {
    hint: 'Stop the other program, or choose another port: --port, DOORWATCH_PORT, or dashboard.port in the configuration.',
    cause,
  })
}

function cannotListen(host: string, port: number, cause: unknown): MonitorError {
  const reason = codeOf(cause) ?? String(cause)
  return new MonitorError('cannot_listen', `The dashboard cannot listen on ${host}:${port} (${reason})`, {
    hint: 'Check dashboard.host and dashboard.port in the configuration; ports below 1024 need root or CAP_NET_BIND_SERVICE.',
    cause,
  })
}
