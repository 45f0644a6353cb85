import { connect } from 'node:net'
import type { Failure, Target } from '../core/index.ts'

const LIMIT_MS = 2_000

/**
 * Settles whose fault a failure of the network is: the provider's where one of the target's control addresses answers,
 * ours (`network`) where none does, or where there is none to ask.
 */
export async function blameNetwork(failure: Failure, target: Target): Promise<Failure> {
  if (failure.blame !== 'network') return failure
  const answers = await Promise.all((target.controls ?? []).map(reaches))
  return answers.some(Boolean) ? { ...failure, blame: 'provider' } : failure
}

/** Whether an address (http(s)://… or tcp://host:port) answers at all; any HTTP status will do. */
async function reaches(address: string): Promise<boolean> {
  if (address.startsWith('tcp://')) return connects(address)
  try {
    const answer = await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) })
    return answer.status > 0
  } catch {
    return false
  }
}

function connects(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: LIMIT_MS })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
