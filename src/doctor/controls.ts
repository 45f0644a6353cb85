import { connect } from 'node:net'
import type { Target } from '../core/index.ts'
import { type Check, fail, ok, warn } from './check.ts'
import type { ReachUrl } from './reach.ts'

/** Do the addresses answer that tell trouble of ours from trouble of theirs. */
export function controlsCheck(target: Target, reach: ReachUrl): Check {
  const controls = target.controls ?? []
  return {
    name: `${target.name}/controls`,
    async run(signal) {
      if (controls.length === 0) {
        return warn(
          'no control address',
          'Without one, a connection that fails is never taken for an outage. Add controls: two addresses that always answer.',
        )
      }
      const answers = await Promise.all(controls.map((address) => answersAt(address, reach, signal)))
      const silent = controls.filter((_, index) => !answers[index])
      if (silent.length === 0) return ok(`${controls.join(', ')} ${controls.length === 1 ? 'answers' : 'answer'}`)
      const todo = 'Name addresses that this machine can always reach; a firewall may be in the way.'
      const text = `no answer from ${silent.join(', ')}`
      return silent.length === controls.length ? fail(text, todo) : warn(text, todo)
    },
  }
}

async function answersAt(address: string, reach: ReachUrl, signal: AbortSignal): Promise<boolean> {
  if (!address.startsWith('tcp:')) return (await reach(address, signal)).ok
  const { hostname, port } = new URL(address)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: 5_000, signal })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
