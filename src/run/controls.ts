import { connect } from 'node:net'
import type { Failure, FailureClass, Target } from '../core/index.ts'

const LIMIT_MS = 2_000

/** Classes that silence alone can bring about: a service that hangs looks like this, and so does a cable that is out. */
const OF_SILENCE: ReadonlySet<FailureClass> = new Set(['timeout', 'stalled', 'truncated'])

/**
 * Settles whose fault it is that nothing was heard. A failure of the network is the provider's where one of the target's
 * control addresses answers, ours (`network`) where none does, or where there is none to ask. A silence is ours where
 * there are addresses to ask and none answers.
 */
export async function blameNetwork(failure: Failure, target: Target): Promise<Failure> {
  const controls = controlsFor(failure, (target.controls ?? []).flatMap(readable))
  if (failure.blame === 'network') return (await oneAnswers(controls)) ? { ...failure, blame: 'provider' } : failure
  const silent = failure.blame === 'provider' && failure.httpStatus === undefined && OF_SILENCE.has(failure.class)
  if (!silent || controls.length === 0) return failure
  return (await oneAnswers(controls)) ? failure : { ...failure, blame: 'network' }
}

/** The address; none where nothing can be asked there: who is to blame must not hang on a slip of the pen. */
function readable(address: string): readonly URL[] {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || url.hostname === '' || url.username !== '') return []
  return /^https?:$/.test(url.protocol) || (url.protocol === 'tcp:' && Number(url.port) > 0) ? [url] : []
}

/** An address in digits answers without any name server, so it says nothing of ours: where there are names, they are asked. */
function controlsFor(failure: Failure, controls: readonly URL[]): readonly URL[] {
  if (failure.class !== 'dns') return controls
  const named = controls.filter(({ hostname }) => !/^[\d.]+$|^\[/.test(hostname))
  return named.length > 0 ? named : controls
}

async function oneAnswers(controls: readonly URL[]): Promise<boolean> {
  return (await Promise.all(controls.map(reaches))).some(Boolean)
}

/** Whether an address (http(s)://… or tcp://host:port) answers at all; any HTTP status will do. */
async function reaches(address: URL): Promise<boolean> {
  if (address.protocol === 'tcp:') return connects(address)
  try {
    const answer = await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) })
    return answer.status > 0
  } catch {
    return false
  }
}

function connects({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
    const end = (reached: boolean) => {
      clearTimeout(late)
      socket.destroy()
      resolve(reached)
    }
    const late = setTimeout(() => end(false), LIMIT_MS)
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
