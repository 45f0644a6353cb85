import type { Config } from '../../config/index.ts'
import { defined, MonitorError } from '../../core/index.ts'
import {
  type FaultProxy,
  PROXY_PORT,
  type ProxyFault,
  type SeenRequest,
  startFaultProxy,
} from '../../fault-proxy/index.ts'
import { createFetch } from '../../net/index.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { type Context, stderrLog } from '../process/context.ts'

interface ProxyOptions {
  readonly port?: number
  readonly host?: string
  /** Address of provider A. Default: the bundled sandbox. */
  readonly upstream?: string
  readonly fault?: ProxyFault
  readonly onRequest?: (seen: SeenRequest) => void
}

/** A proxy with its upstream. */
export interface OpenProxy extends FaultProxy {
  /** Provider A: an address, or `sandbox`. */
  readonly upstream: string
}

/** Starts a fault proxy, and a sandbox of its own behind it where no upstream is named. */
export async function openProxy(
  context: Context,
  config: Pick<Config, 'proxy'>,
  options: ProxyOptions,
): Promise<OpenProxy> {
  const { upstream, port = PROXY_PORT, host, fault, onRequest } = options
  const sandbox =
    upstream === undefined ? await startSandbox({ port: 0, controlPort: 0, log: stderrLog(context) }) : undefined
  try {
    const proxy = await startFaultProxy({
      ...{ upstream: sandbox?.url ?? originOf(upstream ?? ''), isSandbox: sandbox !== undefined, port },
      ...{ fetch: createFetch(config.proxy), clock: context.clock },
      ...defined({ host, fault, onRequest }),
    })
    return {
      ...proxy,
      upstream: upstream ?? 'sandbox',
      stop: async () => void (await Promise.all([proxy.stop(), sandbox?.stop()])),
    }
  } catch (error) {
    await sandbox?.stop()
    throw error
  }
}

/**
 * An address of an API without its slash at the end.
 * @throws MonitorError `usage` where it is none
 */
export function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.username !== '') {
    // A user name, password or query may be a secret: they are not repeated.
    const safeAddress = url && url.host !== '' ? `${url.protocol}//${url.host}${url.pathname}` : address
    throw new MonitorError('usage', `"${safeAddress}" is not an address of an API`, {
      hint: 'Give http:// or https:// with the host, such as https://api.anthropic.com, without user name, key and query.',
    })
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/v1$/, '')
}
