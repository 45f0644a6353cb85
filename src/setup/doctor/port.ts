import { createServer } from 'node:net'
import { type Config, withheldNotice } from '../../config/index.ts'
import { holderText } from '../../machine/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'

/**
 * Checks that the dashboard can listen where the configuration says.
 * @param workerRuns whether a worker is alive, which may use the port itself
 */
export function portCheck(dashboard: Config['dashboard'], workerRuns: () => Promise<boolean>): Check {
  return {
    name: 'dashboard',
    async run() {
      const withheld = withheldNotice(dashboard)
      return [await listening(dashboard, workerRuns), ...(withheld ? [warn(withheld.text, withheld.todo)] : [])]
    },
  }
}

async function listening(
  { host, port }: Config['dashboard'],
  workerRuns: () => Promise<boolean>,
): Promise<CheckResult> {
  if (port === undefined || port === 0) return ok('uses the first free port')
  const code = await listenOnce(host, port)
  if (code === undefined) return ok(`${host}:${port} is free`)
  if (code === 'EADDRINUSE' && (await workerRuns())) return ok(`${host}:${port} is in use; a worker is running`)
  const todo = 'Choose another port: --port, DOORWATCH_PORT, or dashboard.port in the config.'
  if (code === 'EADDRINUSE')
    return fail(`${host}:${port} is in use by ${holderText(port)}`, `Stop that process. ${todo}`)
  return fail(`cannot listen on ${host}:${port} (${code})`, todo)
}

function listenOnce(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
