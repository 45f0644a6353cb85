import { defined } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

/**
 * The diagnosis, or `drift` where a carried session was refused that never worked: an app may keep its session in the memory
 * of a page or bind it to a device, so that refusal is no evidence against the service.
 */
export function judgeCarriedSession(diagnosis: Diagnosis, probe: string, hasWorked: boolean): Diagnosis {
  if (diagnosis.class !== 'refused_session' || hasWorked) return diagnosis
  const { detail, httpStatus, requestId } = diagnosis
  const advice = [
    'Cookies, local storage, session storage and IndexedDB were carried over from the sign-in.',
    'It does not work for an app that keeps its session in memory or binds it to one browser.',
  ].join(' ')
  return {
    class: 'drift',
    message: `the session could not be carried over, it has never worked in "${probe}": sign in inside the probe (session: 'fresh'), or set schedule: { '${probe}': { off: true } }`,
    detail: [diagnosis.message, advice, detail].filter(Boolean).join('\n'),
    ...defined({ httpStatus, requestId }),
  }
}
