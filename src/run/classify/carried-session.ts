import { defined } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

/**
 * A session is valid once it has worked. One that never did in a browser context of its own may be kept in the memory of
 * a page or bound to a device, so its refusal says nothing about the service.
 */
export function judgeCarriedSession(diagnosis: Diagnosis, probe: string, hasWorked: boolean): Diagnosis {
  if (diagnosis.class !== 'refused_session' || hasWorked) return diagnosis
  const { detail, httpStatus } = diagnosis
  const advice = [
    'Cookies, local storage, session storage and IndexedDB were carried over from the sign-in.',
    'An app that keeps its session in memory, or binds it to one browser, cannot be entered this way.',
  ].join(' ')
  return {
    class: 'drift',
    message: `the session could not be carried over, it has never worked in "${probe}": sign in inside the probe (session: 'fresh'), or set schedule: { '${probe}': { off: true } }`,
    detail: [diagnosis.message, advice, detail].filter(Boolean).join('\n'),
    ...defined({ httpStatus }),
  }
}
