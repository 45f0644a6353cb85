import { type Failure, formatDuration, type Notice } from '../core/index.ts'
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
  const notice = openNotice(key, run, failure, textOf(run, failure), now)
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
  const notices = closing.map((notice) => ({ ...notice, at: now, open: false, text: `over: ${notice.text}` }))
  return { memory: { open, first }, notices }
}

/** A probe that stopped reporting. */
export function silenceNotice(
  memory: NoticeMemory,
  probe: { readonly target: string; readonly surface: string; readonly probe: string },
  silentMs: number,
  now: number,
) {
  const key = `${probe.target}/${probe.surface}/${probe.probe}/silent`
  if (memory.open[key]) return { memory, notices: [] }
  const failure: Failure = { class: 'interrupted', blame: 'ours', message: 'no run was reported' }
  const text = `${probe.probe} has not reported for ${formatDuration(silentMs)}: what ${probe.surface} does is unknown`
  const notice = openNotice(key, probe, failure, text, now)
  return { memory: { ...memory, open: { ...memory.open, [key]: notice } }, notices: [notice] }
}

/** One key per target for our network: it is one trouble, however many probes meet it. */
function keyOf(run: JudgedRun, failure: Failure): string {
  if (failure.blame === 'network') return `${run.target}/network`
  return `${run.target}/${run.surface}/${run.probe}/${failure.blame}/${failure.class}`
}

function openNotice(
  key: string,
  run: { readonly target: string; readonly surface: string; readonly probe: string },
  failure: Failure,
  text: string,
  at: number,
): Notice {
  const { target, surface, probe } = run
  return { key, target, surface, probe, blame: failure.blame, at, open: true, failure, text }
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
