import { ChildProcess } from 'node:child_process'
import { type NetConnectOpts, Socket } from 'node:net'

/** Holds unit tests to what they promise: no process is started, and nothing but loopback is reached. */

/** Names below `.invalid` and `.test` never resolve (RFC 6761). */
const ALLOWED = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|.+\.(?:invalid|test))$/

const prototype = ChildProcess.prototype as unknown as { spawn(options: { file: string }): void }
prototype.spawn = ({ file }) => {
  throw new Error(`a unit test started ${file}: let its modules import node:child_process, and it runs with the others`)
}

const connect = Socket.prototype.connect
Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const [options] = (Array.isArray(args[0]) ? args[0] : args) as [NetConnectOpts | number | string]
  const host = typeof options === 'object' && 'host' in options ? options.host : undefined
  if (host !== undefined && !ALLOWED.test(host)) throw new Error(`a unit test connects to ${host}`)
  return Reflect.apply(connect, this, args)
} as typeof connect
