import type { HttpBindings } from '@hono/node-server'
import type { Clock, Log } from '../../core/index.ts'
import type { Sessions } from '../account/sessions.ts'
import type { SignIns } from '../account/sign-ins.ts'
import type { ProviderPage } from '../account/status-page.ts'
import type { FaultBoard, Strike } from '../faults/board.ts'
import type { Post } from '../post/post.ts'
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
  readonly post: Post
  readonly statusPage: ProviderPage
}

/** Hono's environment: Node's own request and response, and what the door noted. */
export interface Env {
  Bindings: HttpBindings
  Variables: {
    /** The fault that struck this request, where it leaves the answer to the handler. */
    strike?: Strike
    requestId: string
  }
}
