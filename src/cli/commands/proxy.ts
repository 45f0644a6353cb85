import { defined, oneLine } from '../../core/index.ts'
import { PROXY_FAULTS, type ProxyFault, proxyFaultNamed, type SeenRequest } from '../../fault-proxy/index.ts'
import { openProxy } from '../failover/open-proxy.ts'
import { removeProxyLink, writeProxyLink } from '../failover/proxy-link.ts'
import { type Context, configFor } from '../process/context.ts'
import { STOP_LIMIT_MS, stopRequest } from '../process/interrupt.ts'
import { unknownName } from '../process/unknown-name.ts'

interface ProxyCommandOptions {
  readonly config?: string
  readonly port?: number
  readonly host?: string
  readonly upstream?: string
  readonly fault?: string
}

const PATH_CHARACTERS = 80

/** `doorwatch proxy`: takes the place of provider A until interrupted. */
export async function proxy(context: Context, options: ProxyCommandOptions): Promise<void> {
  const { fault: name, config: _, ...where } = options
  const fault = name === undefined ? undefined : requireFault(name)
  const config = await configFor(context, options)
  const write = (line: string) => context.stdout.write(`${line}\n`)
  const onRequest = (seen: SeenRequest) => write(requestLine(context, seen))
  const running = await openProxy(context, config, { ...where, ...defined({ fault }), onRequest })
  const { url, controlUrl, secret, upstream } = running
  writeProxyLink(config.stateDir, { url, controlUrl, secret, upstream, pid: process.pid })
  write(`The fault proxy is at ${url}. Provider A behind it: ${upstream}. Stop it with Ctrl+C.`)
  write(fault ? `Every request gets the fault ${fault.name}: ${fault.summary}.` : 'Requests are passed on unchanged.')
  write(`Point a tool at it:  ANTHROPIC_BASE_URL=${url}  or  OPENAI_BASE_URL=${url}/v1`)
  await stopRequest(STOP_LIMIT_MS).requested
  removeProxyLink(config.stateDir)
  await running.stop()
}

/** @throws MonitorError `unknown_name`, with the nearest fault */
export function requireFault(name: string): ProxyFault {
  const fault = proxyFaultNamed(name)
  if (fault) return fault
  throw unknownName(
    'fault',
    name,
    PROXY_FAULTS.map((fault) => fault.name),
  )
}

/** Method, path and fault: keys, bodies and queries are never printed. */
function requestLine({ clock, paint }: Context, { method, path, fault }: SeenRequest): string {
  const time = new Date(clock.now()).toISOString().slice(11, 19)
  const what = fault === undefined ? paint('dim', 'passed on') : paint('yellow', `fault ${fault}`)
  return `${time}Z ${method} ${oneLine(path, PATH_CHARACTERS)}  ${what}`
}
