import type { Problem } from '../core/index.ts'
import type { Parsed } from './config.ts'

/** Rules that hold between keys. */
export function crossChecks(parsed: Parsed, source: string): readonly Problem[] {
  const problems: Problem[] = []
  const twice = (names: readonly string[], path: string) => {
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue
      problems.push({
        source,
        path: `${path}[${index}].name`,
        expected: 'a name of its own',
        got: JSON.stringify(name),
      })
    }
  }
  twice(
    parsed.targets.map((target) => target.name),
    'targets',
  )
  twice(
    parsed.alerts.channels.map((channel) => channel.name),
    'alerts.channels',
  )
  if (parsed.targets.length === 0 && parsed.sandbox === false) {
    problems.push({
      source,
      path: 'targets',
      expected: 'at least one target',
      got: 'none',
      hint: 'Or leave out sandbox: false.',
    })
  }
  for (const [name, { every, timeout }] of Object.entries(parsed.schedule)) {
    if (every === undefined || timeout === undefined || timeout < every) continue
    problems.push({
      source,
      path: `schedule.${name}.every`,
      expected: `longer than the timeout (${timeout / 1_000} s)`,
      got: `${every / 1_000} s`,
      hint: 'A run must end before the next one is due.',
    })
  }
  return problems
}
