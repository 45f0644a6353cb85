import type { JudgedChanges, Log, Notice } from '../../core/index.ts'
import type { TargetMemory } from '../../judge/index.ts'
import type { StoreTx } from '../../store/index.ts'

/** Causes named in a notice; of more, their number. */
const MOST_NAMED = 3

/** The judge's memory of a target, and the notice where parts of it could not be read. */
interface LoadedMemory {
  readonly memory: TargetMemory
  readonly notices: readonly Notice[]
}

/**
 * Reads the judge's memory of a target. Parts that cannot be read start from the prior; this is logged, and a notice
 * goes to the monitor's owner.
 * @param now epoch ms
 */
export async function loadMemory(
  tx: Pick<StoreTx, 'judgeMemory'>,
  target: string,
  { log, now }: { readonly log: Pick<Log, 'warn'>; readonly now: number },
): Promise<LoadedMemory> {
  const { memory, unreadable } = await tx.judgeMemory(target)
  if (unreadable.length === 0) return { memory, notices: [] }
  log.warn("parts of the judge's memory cannot be read; they start from the defaults of a new target", {
    target,
    unreadable,
  })
  return { memory, notices: [unreadableNotice(target, unreadable, now)] }
}

/** @returns Changes with more notices, in front. */
export function withNotices<Changes extends JudgedChanges>(notices: readonly Notice[], changes: Changes): Changes {
  return notices.length === 0 ? changes : { ...changes, notices: [...notices, ...changes.notices] }
}

/** @returns The closed notice for a memory that could be read; it closes an open notice about an unreadable one. */
export function readableNotice(target: string, now: number): Notice {
  return { ...unreadableNotice(target, [], now), open: false, ended: 'over' }
}

function unreadableNotice(target: string, unreadable: readonly string[], now: number): Notice {
  const more = unreadable.length > MOST_NAMED ? ` and ${unreadable.length - MOST_NAMED} more` : ''
  const causes = `${unreadable.slice(0, MOST_NAMED).join('; ')}${more}`
  const message = `the judge's memory of ${target} cannot be read`
  return {
    ...{ key: `${target}/memory`, target, surface: '', probe: '', kind: 'memory', blame: 'ours', at: now, open: true },
    failure: { class: 'storage', blame: 'ours', message, detail: causes },
    text: `${message} (${causes}): those parts start from the defaults of a new target, so for about a day an incident needs more runs than usual. No action is needed`,
  }
}
