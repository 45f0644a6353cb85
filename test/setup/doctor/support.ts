import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { watchedBy } from '../../../src/app/startup/watched.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { Secret, SILENT, type Target } from '../../../src/core/index.ts'
import { checksFor, type Finding, runChecks } from '../../../src/setup/doctor/index.ts'
import { doorwatch } from '../../support/product.ts'

/** An HTTP server on loopback until the test ends; gives its address. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A TCP server on loopback until the test ends; gives its port. */
export async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A target with an API at an address. */
export function targetAt(url: string, more: Partial<Target> = {}, key = 'sk-planted'): Target {
  const api = { url, key: new Secret('KEY', key), model: 'm', prompt: 'p', answer: 'a' }
  return { name: 'here', title: 'Here', api, ...more }
}

/** The findings as level and check, to be compared at a glance. */
export function levels(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ level, check }) => `${level} ${check}`)
}

/** The findings of `doorwatch doctor` in a folder, without the command around them. */
export async function findingsOf(folder: string, environment: Readonly<Record<string, string>>) {
  const config = await loadConfig({ folder, environment })
  const clock = { now: () => Date.now(), elapsed: () => performance.now() }
  const deps = { clock, log: SILENT, sendTest: false, watched: watchedBy(config), readPings: () => undefined }
  const { checks, end } = checksFor(config, deps)
  try {
    return await runChecks(checks)
  } finally {
    await end()
  }
}

/** Runs `doorwatch doctor` in a folder as its own process, which prints only its findings. */
export async function doctorIn(folder: string, environment: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await doorwatch(folder, ['doctor', '--json'], environment)
  expect(stderr).toBe('')
  return { code, findings: (JSON.parse(stdout) as { findings: readonly Finding[] }).findings }
}
