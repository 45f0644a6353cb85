import type { Diagnosis } from './diagnosis.ts'

/**
 * What is wrong with a locator, where Playwright could not do anything with it: it names several elements where one
 * belongs (the page has changed), or it is no locator at all. Undefined where the message says neither.
 */
export function locatorMisfit(message: string): Diagnosis | undefined {
  const said = complaintIn(message)
  if (said === undefined) return undefined
  const [, locator, count] = /^strict mode violation: (.*) resolved to (\d+) elements/.exec(said) ?? []
  if (count !== undefined) return { class: 'drift', message: `${count} elements where one belongs: ${locator}` }
  if (!/Selector|selector|regular expression|XPath/.test(said)) return undefined
  return { class: 'probe_error', message: `no locator that can be looked for: ${said}` }
}

/** An expectation says it in a line of its own below the locator, an action in its first line. */
function complaintIn(message: string): string | undefined {
  const ofExpectation = /^Locator: .*(?:\n(?!Error: |Call log:).*)*\nError: (.*)/m.exec(message)?.[1]
  return ofExpectation ?? /^(?:locator|page|frame|elementHandle)\.\w+: (?:Error: )?(.*)/.exec(message)?.[1]
}
