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

/**
 * Trouble that is not the provider's: it opens a notice once its confirm run saw it too, and moves no state.
 * A run that we cut short ourselves says nothing at all.
 */
export function noticeOf(
  memory: NoticeMemory,
  run: JudgedRun,
  failure: Failure,
  now: number,
): { readonly memory: NoticeMemory; readonly notices: readonly Notice[]; readonly confirm: boolean } {
  if (failure.class === 'interrupted') return { memory, notices: [], confirm: false }
  const key = keyOf(run, failure)
  if (memory.open[key]) return { memory, notices: [], confirm: false }
  if (memory.first[run.probe] === undefined) {
    return { memory: { ...memory, first: { ...memory.first, [run.probe]: key } }, notices: [], confirm: true }
  }
  const notice = openNotice({ key, kind: kindOf(failure), failure, text: textOf(run, failure), at: now }, run)
  const { [run.probe]: _seen, ...first } = memory.first
  return { memory: { open: { ...memory.open, [key]: notice }, first }, notices: [notice], confirm: false }
}

/** A probe measured the service again: what was open about it (and about our network) is over. */
export function clearNotices(memory: NoticeMemory, run: JudgedRun, now: number) {
  const { [run.probe]: seen, ...first } = memory.first
  const closing = Object.values(memory.open).filter(
    (notice) => notice.blame === 'network' || (notice.probe === run.probe && notice.surface === run.surface),
  )
  if (closing.length === 0) return { memory: seen === undefined ? memory : { ...memory, first }, notices: [] }
  const open = Object.fromEntries(Object.entries(memory.open).filter(([, notice]) => !closing.includes(notice)))
  const notices = closing.map((notice) => ({
    ...notice,
    at: now,
    open: false,
    text: `over: ${notice.text}`,
    ended: 'over' as const,
  }))
  return { memory: { open, first }, notices }
}

/** A probe that stopped reporting, and why where that is known. */
export function silenceNotice(memory: NoticeMemory, silent: SilentProbe, now: number) {
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

/** Whether a notice says that a probe stopped reporting. */
export function isSilenceNoted(memory: NoticeMemory, probe: ProbeRef): boolean {
  return memory.open[silenceKey(probe)] !== undefined
}

/** A probe reported again, whatever came of it: that it is silent is no longer true. */
export function clearSilence(memory: NoticeMemory, run: ProbeRef, now: number) {
  const key = silenceKey(run)
  const { [key]: notice, ...open } = memory.open
  if (!notice) return { memory, notices: [] }
  const text = `over: ${notice.text}`
  return { memory: { ...memory, open }, notices: [{ ...notice, at: now, open: false, text, ended: 'over' as const }] }
}

function silenceKey({ target, surface, probe }: ProbeRef): string {
  return `${target}/${surface}/${probe}/silent`
}

/** One key per target for our network: it is one trouble, however many probes meet it. */
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
