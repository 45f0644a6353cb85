import type { HttpBindings } from '@hono/node-server'
import type { Clock, Log } from '../../core/index.ts'
import type { Sessions } from '../account/sessions.ts'
import type { SignIns } from '../account/sign-ins.ts'
import type { ProviderPage } from '../account/status-page.ts'
import type { FaultBoard, InjectedFault } from '../faults/board.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Pace } from './pace.ts'

/** What every part of the sandbox shares. */
export interface Deps {
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly pace: Pace
  readonly board: FaultBoard
  readonly sessions: Sessions
  readonly signIns: SignIns
  readonly mailer: Mailer
  readonly statusPage: ProviderPage
}

/** Hono's environment: Node's request and response, and the fault of this request. */
export interface Env {
  Bindings: HttpBindings
  Variables: {
    /** The fault of this request, where the handler still answers. */
    injected?: InjectedFault
    requestId: string
  }
}
