import type { Diagnosis } from '../classify/diagnosis.ts'
import { ownPlace } from '../classify/own-frames.ts'
import type { Action } from '../observer/actions.ts'
import type { Recorder } from '../record/recorder.ts'

/** Classes that an action without `await` can explain. A status or a network error is evidence by itself. */
const EXPLAINED = new Set<Diagnosis['class']>(['drift', 'wrong_answer', 'probe_error'])

/** Names the action without `await` where that explains the failure: the code after it ran too early. */
export function unawaitedAction(recorder: Recorder, diagnosis: Diagnosis): Diagnosis {
  if (!EXPLAINED.has(diagnosis.class) || diagnosis.httpStatus !== undefined) return diagnosis
  // A wait may begin before the click that ends it, without `await`.
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
