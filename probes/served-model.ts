import { expect, Fault } from 'doorwatch/probe'

/** @throws Fault `wrong_answer` where a reply does not say which model answered; an expectation where another one did */
export function expectModel(served: string | undefined, asked: string): void {
  if (!served) throw new Fault('wrong_answer', 'the reply does not say which model answered')
  expect(served, 'the model that answered').toBe(servedName(asked, served))
}

/**
 * The name that a reply from `asked` may carry: the very name, or that of a dated version of it, which is what an alias
 * stands for (`claude-haiku-4-5` is served as `claude-haiku-4-5-20251001`). Gives `served` where that is so, else `asked`.
 */
export function servedName(asked: string, served: string): string {
  const family = asked.replace(/-latest$/, '')
  const rest = served.startsWith(family) ? served.slice(family.length) : undefined
  return rest !== undefined && /^(?:-\d{8}|-\d{4}-\d{2}-\d{2}|-\d{3,4})?$/.test(rest) ? served : asked
}
