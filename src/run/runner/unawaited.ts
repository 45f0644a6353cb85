import type { Diagnosis } from '../classify/diagnosis.ts'
import { ownPlace } from '../classify/own-frames.ts'
import type { Action } from '../observer/actions.ts'
import type { Recorder } from '../record/recorder.ts'

/** Failures that an action which was not awaited explains. A status or a network error is evidence of its own. */
const EXPLAINED = new Set<Diagnosis['class']>(['drift', 'wrong_answer', 'probe_error'])

/** The diagnosis, or the action that was not awaited where that explains the failure: what comes after it came too early. */
export function unawaitedAction(recorder: Recorder, diagnosis: Diagnosis): Diagnosis {
  if (!EXPLAINED.has(diagnosis.class) || diagnosis.httpStatus !== undefined) return diagnosis
  // A wait is rightly begun before the click that ends it.
  const action = recorder.unawaited().find(({ name }) => !name.includes('.waitFor'))
  if (!action) return diagnosis
  const detail = [diagnosis.message, diagnosis.detail].filter(Boolean).join('\n')
  return { class: 'probe_error', message: notAwaited(action), detail }
}

/** `locator.click at login.probe.ts:12:7 was not awaited: write await before it` */
export function notAwaited({ name, calledAt }: Action): string {
  const place = ownPlace(calledAt.stack ?? '')
  return `${name}${place ? ` at ${place}` : ''} was not awaited: write await before it`
}
