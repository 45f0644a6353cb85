import { modelSlug, nearest, type Problem } from '../core/index.ts'
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
  problems.push(...parsed.targets.flatMap((target, index) => modelsOfOneName(target.api, index, source)))
  problems.push(
    ...sandboxTwice(parsed, source),
    ...parsed.maintenance.flatMap((one, index) => windowProblems(one, index, parsed, source)),
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
  problems.push(...priceProblems(parsed, source))
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

/** The bundled service is a target as well. */
function sandboxTwice({ targets, sandbox }: Parsed, source: string): readonly Problem[] {
  if (sandbox === undefined || sandbox === false) return []
  return targets.flatMap(({ name }, index) => {
    if (name !== 'sandbox') return []
    const hint = 'The bundled sandbox is watched under this name.'
    return [{ source, path: `targets[${index}].name`, expected: 'a name of its own', got: '"sandbox"', hint }]
  })
}

/** A window that hushes nothing would be found out in the middle of the night. */
function windowProblems(
  { from, to, target }: Parsed['maintenance'][number],
  index: number,
  { targets }: Parsed,
  source: string,
): readonly Problem[] {
  const path = `maintenance[${index}]`
  const time = (at: number) => new Date(at).toISOString().replace('.000', '')
  const known = [...targets.map(({ name }) => name), 'sandbox']
  const meant = target === undefined ? undefined : nearest(target, known)
  return [
    ...(to > from
      ? []
      : [{ source, path: `${path}.to`, expected: `a time after from (${time(from)})`, got: time(to) }]),
    ...(target === undefined || known.includes(target)
      ? []
      : [
          {
            ...{ source, path: `${path}.target`, expected: 'the name of a target', got: JSON.stringify(target) },
            hint: meant ? `Did you mean "${meant}"?` : `There are: ${known.join(', ')}.`,
          },
        ]),
  ]
}

/** A price for a model that is not asked would count nothing, and nobody would notice. */
function priceProblems({ targets }: Parsed, source: string): readonly Problem[] {
  return targets.flatMap(({ api, cli, budget }, index) => {
    const models = [api?.model, ...(api?.models ?? []), cli?.model].filter((model) => model !== undefined)
    const strange = (budget?.prices ?? []).flatMap(({ model }) =>
      model === undefined || models.includes(model) ? [] : [model],
    )
    return strange.map((model): Problem => {
      const meant = nearest(model, models)
      const hint = meant ? `Did you mean "${meant}"?` : `Its models: ${models.join(', ') || 'none'}.`
      const path = `targets[${index}].budget.prices.${model}`
      return { source, path, expected: 'a model of this target', got: JSON.stringify(model), hint }
    })
  })
}

/** Each model gets a probe with its name in it; two different models must not come to the same. */
function modelsOfOneName(api: Parsed['targets'][number]['api'], target: number, source: string): readonly Problem[] {
  if (!api) return []
  return (api.models ?? []).flatMap((model, index) => {
    const name = modelSlug(model)
    const first = [api.model, ...(api.models ?? []).slice(0, index)].find(
      (other) => other !== model && modelSlug(other) === name,
    )
    if (first === undefined && name !== '') return []
    return {
      source,
      path: `targets[${target}].api.models[${index}]`,
      expected: 'a model whose name differs in its letters and digits',
      got: JSON.stringify(model),
      hint:
        first === undefined
          ? 'Its probe is named after it, and there is neither a letter from a to z nor a digit in it.'
          : `Its probe would be api-${name}, and so would that of ${JSON.stringify(first)}.`,
    }
  })
}
