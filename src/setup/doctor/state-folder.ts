import { type Config, stateNotice } from '../../config/index.ts'
import { type Check, warn } from './check.ts'

/** Warns when the folder for cache, evidence and sessions is not the usual one. */
export function stateFolderChecks(config: Pick<Config, 'stateDir' | 'stateInsteadOf'>): readonly Check[] {
  const notice = stateNotice(config)
  return notice === undefined ? [] : [{ name: 'state folder', run: async () => warn(notice.text, notice.todo) }]
}
