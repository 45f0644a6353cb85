import type { BrokenStep, IncidentPageModel } from '../model/incident-page.ts'
import { classWords } from './labels.ts'

/** 'Login failed at "submit credentials": HTTP 500 (server error)': the first line on an incident. */
export function leadOf({ broken, incident }: Pick<IncidentPageModel, 'broken' | 'incident'>): string {
  return broken ? brokenText(broken) : `${incident.title}.`
}

function brokenText({ title, outcome, failure }: BrokenStep): string {
  const verb = outcome === 'slow' ? 'was slow' : 'failed'
  const step = failure.step === undefined ? '' : ` at "${failure.step}"`
  const code =
    failure.httpStatus === undefined || failure.message.includes(String(failure.httpStatus))
      ? ''
      : `, HTTP ${failure.httpStatus}`
  return `${title} ${verb}${step}: ${failure.message}${code} (${classWords(failure)}).`
}
