import { join } from 'node:path'
import type { Secret, Target } from '../../core/index.ts'
import { isUsable, ownerOf } from './session-keeper.ts'
import { createVault } from './vault.ts'

/** `none`: there is no file. `closed`: the file cannot be read or does not open. `over`: the session ran out. */
export type KeptSessionState = 'good' | 'over' | 'closed' | 'none'

/** State of the session that is kept for a target, by its file alone: the service may still refuse a good one. */
export function keptSessionState(of: {
  readonly target: Target
  readonly stateDir: string
  readonly key: Secret
  /** Epoch ms. */
  readonly now: number
}): KeptSessionState {
  let isClosed = false
  const vault = createVault(join(of.stateDir, 'sessions'), of.key, () => {
    isClosed = true
  })
  const session = vault.load(ownerOf(of.target))
  if (!session) return isClosed ? 'closed' : 'none'
  return isUsable(of.target, session, of.now) ? 'good' : 'over'
}
