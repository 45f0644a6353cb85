import { createServer } from 'node:net'
import { type Config, withheldNotice } from '../../config/index.ts'
import { holderText } from '../../machine/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'

/** Can the dashboard be served as the configuration says. `workerRuns`: whether one is alive that may be serving it. */
export function portCheck(dashboard: Config['dashboard'], workerRuns: () => Promise<boolean>): Check {
  return {
    name: 'dashboard',
    async run() {
      const withheld = withheldNotice(dashboard)
      return [await listening(dashboard, workerRuns), ...(withheld ? [warn(withheld.text, withheld.todo)] : [])]
    },
  }
}

async function listening({ host, port }: Config['dashboard'], workerRuns: () => Promise<boolean>): Promise<Found> {
  if (port === undefined || port === 0) return ok('takes the first port that is free')
  const code = await listenOnce(host, port)
  if (code === undefined) return ok(`${host}:${port} is free`)
  if (code === 'EADDRINUSE' && (await workerRuns())) return ok(`${host}:${port} is in use; a worker is running`)
  const todo = 'Choose another port: --port, DOORWATCH_PORT, or dashboard.port in the config.'
  if (code === 'EADDRINUSE') return fail(`${host}:${port} is in use by ${holderText(port)}`, `Stop it. ${todo}`)
  return fail(`cannot listen on ${host}:${port} (${code})`, todo)
}

function listenOnce(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
