import type { Diagnosis } from '../classify/diagnosis.ts'
import { diagnoseKilled } from '../classify/killed.ts'
import type { Loss, RunnerLost } from './runner-lost.ts'

export const INTERRUPTED: Diagnosis = { class: 'interrupted', message: 'the run was interrupted' }

/** Losses that a probe causes. A runner that died or was killed may have been healthy. */
const CAUSED_BY_PROBE: ReadonlySet<Loss> = new Set(['blocked', 'overdue', 'grown'])

/** Whether the probe under way took its runner down, so that it must not share one any more. */
export function isCausedByProbe({ how }: RunnerLost): boolean {
  return CAUSED_BY_PROBE.has(how)
}

const WORDS: Readonly<Record<Exclude<Loss, 'stopped' | 'killed'>, string>> = {
  blocked: 'the probe blocked its process',
  unloaded: 'the probe files did not load',
  overdue: 'the probe did not end',
  grown: 'the probe used too much memory',
  died: 'the runner process died',
}

/** Diagnosis of a run whose runner was lost. A runner killed from outside is a problem of this machine, not of the probe. */
export function diagnoseLoss({ how, message, signal }: RunnerLost): Diagnosis {
  if (how === 'stopped') return INTERRUPTED
  if (how === 'killed') return diagnoseKilled('probe_error', 'the runner process', String(signal))
  return { class: 'probe_error', message: `${WORDS[how]}: ${message}` }
}
