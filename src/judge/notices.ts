import {
  type Failure,
  formatDuration,
  type Notice,
  type NoticeKind,
  type ProbeRef,
  type SilentProbe,
} from '../core/index.ts'
import type { JudgedRun } from './judged-run.ts'
import type { NoticeMemory } from './memory.ts'

/** The notices of a target after a failure or a run, with the changed ones. */
interface Noted {
  readonly memory: NoticeMemory
  readonly notices: readonly Notice[]
}

/**
 * A failure that is not the provider's opens a notice once its confirm run failed as well, and changes no state. A run that
 * the worker interrupted is ignored.
 */
export function noticeOf(
  memory: NoticeMemory,
  run: JudgedRun,
  failure: Failure,
  now: number,
): Noted & { readonly confirm: boolean } {
  const key = keyOf(run, failure)
  if (failure.class === 'interrupted' || memory.open[key]) return { memory, notices: [], confirm: false }
  if (!Object.hasOwn(memory.first, run.probe)) {
    return { memory: { ...memory, first: { ...memory.first, [run.probe]: key } }, notices: [], confirm: true }
  }
  const notice = openNotice({ key, kind: kindOf(failure), failure, text: textOf(run, failure), at: now }, run)
  const { [run.probe]: _first, ...first } = memory.first
  return { memory: { open: { ...memory.open, [key]: notice }, first }, notices: [notice], confirm: false }
}

/** A probe measured the service again: its notices are over, and those about the monitor's own network. */
export function clearNotices(memory: NoticeMemory, run: JudgedRun, now: number): Noted {
  if (isEmpty(memory.open) && isEmpty(memory.first)) return { memory, notices: NO_NOTICES }
  const { [run.probe]: seen, ...first } = memory.first
  const closing = Object.values(memory.open).filter(
    (notice) => notice.blame === 'network' || (notice.probe === run.probe && notice.surface === run.surface),
  )
  if (closing.length === 0) return { memory: seen === undefined ? memory : { ...memory, first }, notices: NO_NOTICES }
  const open = Object.fromEntries(Object.entries(memory.open).filter(([, notice]) => !closing.includes(notice)))
  return { memory: { open, first }, notices: closing.map((notice) => overNotice(notice, now)) }
}

const NO_NOTICES: readonly Notice[] = []

function isEmpty(record: object): boolean {
  for (const _key in record) return false
  return true
}

function overNotice(notice: Notice, at: number): Notice {
  return { ...notice, at, open: false, text: `over: ${notice.text}`, ended: 'over' }
}

/** Opens a notice about a probe that stopped reporting, with the cause if the worker has one. */
export function silenceNotice(memory: NoticeMemory, silent: SilentProbe, now: number): Noted {
  const { silentMs, cause, ...probe } = silent
  const key = silenceKey(probe)
  if (memory.open[key]) return { memory, notices: [] }
  const detail = cause === undefined ? {} : { detail: cause }
  const failure: Failure = { class: 'interrupted', blame: 'ours', message: 'no run was reported', ...detail }
  const why = cause === undefined ? '' : `, since ${cause}`
  const text = `${probe.probe} has not reported for ${formatDuration(silentMs)}${why}: what ${probe.surface} does is unknown`
  const notice = openNotice({ key, kind: 'silent', failure, text, at: now }, probe)
  return { memory: { ...memory, open: { ...memory.open, [key]: notice } }, notices: [notice] }
}

/** @returns Whether an open notice says that a probe stopped reporting. */
export function isSilenceNoted(memory: NoticeMemory, probe: ProbeRef): boolean {
  return !isEmpty(memory.open) && memory.open[silenceKey(probe)] !== undefined
}

/** A probe reported a run, measured or not: it is no longer silent. */
export function clearSilence(memory: NoticeMemory, run: ProbeRef, now: number): Noted {
  const key = silenceKey(run)
  const { [key]: notice, ...open } = memory.open
  return notice ? { memory: { ...memory, open }, notices: [overNotice(notice, now)] } : { memory, notices: [] }
}

function silenceKey({ target, surface, probe }: ProbeRef): string {
  return `${target}/${surface}/${probe}/silent`
}

/** One key per target for the monitor's own network: one cause, however many probes it hits. */
function keyOf(run: JudgedRun, failure: Failure): string {
  if (failure.blame === 'network') return `${run.target}/network`
  return `${run.target}/${run.surface}/${run.probe}/${failure.blame}/${failure.class}`
}

function openNotice(
  notice: Pick<Notice, 'key' | 'kind' | 'failure' | 'text' | 'at'>,
  { target, surface, probe }: ProbeRef,
): Notice {
  return { ...notice, target, surface, probe, blame: notice.failure.blame, open: true }
}

function kindOf({ blame }: Failure): NoticeKind {
  return blame === 'network' || blame === 'probe' ? blame : 'unmeasured'
}

function textOf(run: JudgedRun, failure: Failure): string {
  const what = failure.step ? `${failure.message} at '${failure.step}'` : failure.message
  switch (failure.blame) {
    case 'network':
      return `our own network fails (${what}): the states of ${run.target} are not judged until it is back`
    case 'probe':
      return `the probe ${run.probe} needs repair: ${what}`
    default:
      return `${run.probe} cannot measure ${run.surface}, and the cause is ours: ${what}`
  }
}
