import { join } from 'node:path'
import type { Secret, Target } from '../../core/index.ts'
import { isUsable, ownerOf } from './session-keeper.ts'
import { createVault } from './vault.ts'

/** `none`: there is no file. `closed`: there is one that cannot be read or does not open. `over`: its time has run out. */
export type KeptSessionState = 'good' | 'over' | 'closed' | 'none'

/** How it stands with the session that is kept for a target. Nobody is asked: the service may refuse a good one. */
export function keptSessionState(of: {
  readonly target: Target
  readonly stateDir: string
  readonly key: Secret
  readonly now: number
}): KeptSessionState {
  let closed = false
  const vault = createVault(join(of.stateDir, 'sessions'), of.key, () => {
    closed = true
  })
  const session = vault.load(ownerOf(of.target))
  if (!session) return closed ? 'closed' : 'none'
  return isUsable(of.target, session, of.now) ? 'good' : 'over'
}
