import { createServer } from 'node:net'
import { type Check, fail, ok } from './check.ts'

/** Can the dashboard be served on the port that was chosen. `workerRuns`: whether one is alive that may be serving it. */
export function portCheck(host: string, port: number | undefined, workerRuns: () => Promise<boolean>): Check {
  return {
    name: 'dashboard',
    async run() {
      if (port === undefined || port === 0) return ok('takes the first port that is free')
      const code = await listenOnce(host, port)
      if (code === undefined) return ok(`${host}:${port} is free`)
      if (code === 'EADDRINUSE' && (await workerRuns())) return ok(`${host}:${port} is in use; a worker is running`)
      return fail(
        `cannot listen on ${host}:${port} (${code})`,
        'Choose another port: DOORWATCH_PORT, or dashboard.port in the config.',
      )
    },
  }
}

function listenOnce(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
