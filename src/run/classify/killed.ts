import type { FailureClass } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

const OUT_OF_MEMORY =
  'Doorwatch did not send this signal. The system sends it when memory runs out: see its log (dmesg, journalctl -k).'

/**
 * Diagnosis of a run whose process something outside killed: trouble of this machine, neither of the probe nor of the service.
 * @param what "the browser"
 */
export function diagnoseKilled(failureClass: FailureClass, what: string, signal: string): Diagnosis {
  const message = `${what} was killed by ${signal}, not by the probe`
  return { class: failureClass, blame: 'ours', message, detail: OUT_OF_MEMORY }
}
