import { expect, Fault } from 'doorwatch/probe'

/**
 * Checks that the requested model answered.
 * @throws Fault `wrong_answer` if the reply names no model; a failed expectation if it names another one
 */
export function expectModel(served: string | undefined, asked: string): void {
  if (!served) throw new Fault('wrong_answer', 'the reply does not say which model answered')
  expect(served, 'the model that answered').toBe(servedName(asked, served))
}

/**
 * The expected name of the model in a reply: `served` if it is the requested model or a dated version of it, which an alias
 * refers to (`claude-haiku-4-5` is served as `claude-haiku-4-5-20251001`), else `asked`.
 */
export function servedName(asked: string, served: string): string {
  const family = asked.replace(/-latest$/, '')
  const rest = served.startsWith(family) ? served.slice(family.length) : undefined
  return rest !== undefined && /^(?:-\d{8}|-\d{4}-\d{2}-\d{2}|-\d{3,4})?$/.test(rest) ? served : asked
}
