import { type Clock, HOUR, type Log } from '../core/index.ts'
import type { WantedPort } from '../machine/index.ts'
import { SANDBOX_CONTROL_PORT, SANDBOX_PORT } from './account/account.ts'
import { Sessions } from './account/sessions.ts'
import { SignIns } from './account/sign-ins.ts'
import { ProviderPage } from './account/status-page.ts'
import { serviceApp } from './app.ts'
import { controlApp } from './control/app.ts'
import { FaultBoard } from './faults/board.ts'
import { seededRandom } from './faults/random.ts'
import { createMailer } from './mail/mailer.ts'
import type { Deps } from './server/deps.ts'
import { listen } from './server/listen.ts'
import { NATURAL_PACE, type Pace } from './server/pace.ts'

export interface SandboxOptions {
  /** Port of the service (0 takes any free one). Default 4180, or any free one where that is in use. */
  readonly port?: number
  /** Port of the control endpoint, by the same rule. Default 4181. */
  readonly controlPort?: number
  readonly log: Log
  readonly clock?: Clock
  /** Numbers in [0, 1) that vary the waits; seeded when absent. */
  readonly random?: () => number
  /** How fast it answers while nothing is broken, ms. */
  readonly pace?: Partial<Pace>
  /** How long a session lasts, ms; 12 h. */
  readonly sessionMs?: number
  /** Mail server: smtp://host:port. Without one the page /mailbox shows the mails. */
  readonly smtp?: string
}

/** A running sandbox. */
export interface Sandbox {
  /** Address of the service: web app, APIs and status page. */
  readonly url: string
  readonly controlUrl: string
  /** Closes every connection and frees both ports, within a second. */
  stop(): Promise<void>
}

/**
 * Starts the stand-in AI service and its control endpoint on loopback.
 * @throws MonitorError `port_in_use` where a requested port is in use
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const deps = depsOf(options)
  const service = await listen(serviceApp(deps), wanted(options.port, SANDBOX_PORT))
  try {
    const control = await listen(controlApp(deps), wanted(options.controlPort, SANDBOX_CONTROL_PORT))
    deps.log.info('sandbox started', { url: service.url, controlUrl: control.url })
    const stop = async (): Promise<void> => {
      deps.mailer.close()
      await Promise.all([service.close(), control.close()])
    }
    return { url: service.url, controlUrl: control.url, stop }
  } catch (error) {
    await service.close()
    throw error
  }
}

function depsOf(options: SandboxOptions): Deps {
  const clock = options.clock ?? { now: () => Date.now() }
  return {
    clock,
    log: options.log,
    random: options.random ?? seededRandom(1),
    pace: { ...NATURAL_PACE, ...options.pace },
    board: new FaultBoard(clock),
    sessions: new Sessions(clock, options.sessionMs ?? 12 * HOUR),
    signIns: new SignIns(clock),
    mailer: createMailer(options.smtp, clock, options.log),
    statusPage: new ProviderPage(clock),
  }
}

function wanted(requested: number | undefined, fallback: number): WantedPort {
  return requested === undefined ? { preferably: fallback } : { exactly: requested }
}
