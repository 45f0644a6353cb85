import type { Diagnosis } from './diagnosis.ts'

/**
 * Diagnosis of a locator that Playwright rejects: it matches several elements match, expected one (the page changed), or it is
 * no valid locator. Undefined for any other message.
 */
export function locatorMisfit(message: string): Diagnosis | undefined {
  const complaint = complaintIn(message)
  if (complaint === undefined) return undefined
  const [, locator, count] = /^strict mode violation: (.*) resolved to (\d+) elements/.exec(complaint) ?? []
  if (count !== undefined) return { class: 'drift', message: `${count} elements match, expected one: ${locator}` }
  if (!/Selector|selector|regular expression|XPath/.test(complaint)) return undefined
  return { class: 'probe_error', message: `not a valid locator: ${complaint}` }
}

/** Playwright's complaint: of an expectation in a separate line below the locator, of an action in the first line. */
function complaintIn(message: string): string | undefined {
  const ofExpectation = /^Locator: .*(?:\n(?!Error: |Call log:).*)*\nError: (.*)/m.exec(message)?.[1]
  return ofExpectation ?? /^(?:locator|page|frame|elementHandle)\.\w+: (?:Error: )?(.*)/.exec(message)?.[1]
}
