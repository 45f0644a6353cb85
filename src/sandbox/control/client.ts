import { defined, MonitorError } from '../../core/index.ts'
import type { PageChange } from '../account/status-page.ts'
import type { ActiveFault } from '../faults/board.ts'
import type { FaultOptions } from '../faults/options.ts'

/** Sets and clears faults of a running sandbox. */
export interface ControlClient {
  break(surface: string, fault: string, options?: FaultOptions): Promise<ActiveFault>
  /** Clears the faults of one surface, or all. Resolves with how many there were. */
  heal(surface?: string): Promise<number>
  faults(): Promise<readonly ActiveFault[]>
  /** Changes the provider's status page; `reset` makes it all green first. */
  statusPage(change: PageChange & { readonly reset?: true }): Promise<void>
}

const TIMEOUT_MS = 5_000

/**
 * A client of the control endpoint at `controlUrl`.
 * Its methods throw MonitorError with a hint: `no_sandbox` where none answers, else the sandbox's error.
 */
export function controlClient(controlUrl: string): ControlClient {
  const call = (method: string, path: string, body?: unknown) => request(new URL(path, controlUrl), method, body)
  const at = (surface: string) => `/faults/${encodeURIComponent(surface)}`
  return {
    async break(surface, fault, options = {}) {
      return (await call('PUT', at(surface), { ...options, fault })) as ActiveFault
    },
    async heal(surface) {
      const answer = await call('DELETE', surface === undefined ? '/faults' : at(surface))
      return (answer as { healed: number }).healed
    },
    async faults() {
      return ((await call('GET', '/faults')) as { faults: readonly ActiveFault[] }).faults
    },
    async statusPage(change) {
      await call('POST', '/status-page', change)
    },
  }
}

/** Whether a sandbox answers at this control address. */
export async function sandboxAnswers(controlUrl: string): Promise<boolean> {
  return controlClient(controlUrl)
    .faults()
    .then(Array.isArray, () => false)
}

async function request(url: URL, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((cause: unknown) => {
    throw noSandbox(url, cause)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (typeof answer !== 'object' || answer === null) throw noSandbox(url, undefined)
  if (response.ok) return answer
  const { error } = answer as { error?: { code?: string; message?: string; hint?: string } }
  throw new MonitorError(error?.code ?? 'sandbox', error?.message ?? `the sandbox answered HTTP ${response.status}`, {
    ...defined({ hint: error?.hint }),
  })
}

function noSandbox(url: URL, cause: unknown): MonitorError {
  return new MonitorError('no_sandbox', `no sandbox answers at ${url.origin}`, {
    hint: 'Start one with "doorwatch start" or "doorwatch sandbox start", with the --config of this command if it has one.',
    cause,
  })
}
