import { formatDuration, listOf, modelSlug, type Problem } from '../core/index.ts'
import { closestOr } from './closest.ts'
import type { ChannelSettings, Parsed } from './config.ts'
import { SANDBOX_NAME } from './presets/index.ts'
import { routeFindings } from './route-checks.ts'
import { workflowFindings } from './workflow-checks.ts'

/** A problem without the name of the file. */
type Finding = Omit<Problem, 'source'>

/**
 * The problems between keys, which the schema cannot see.
 * @param channels those of the file and of the environment
 */
export function crossChecks(parsed: Parsed, channels: readonly ChannelSettings[], source: string): readonly Problem[] {
  const findings: readonly Finding[] = [
    ...repeatedNames(parsed.targets, 'targets'),
    ...repeatedNames(parsed.alerts.channels, 'alerts.channels'),
    ...parsed.targets.flatMap(({ api }, index) => sameModelSlugs(api, `targets[${index}].api.models`)),
    ...sandboxTwice(parsed),
    ...parsed.maintenance.flatMap((window, index) => windowFindings(window, `maintenance[${index}]`, parsed)),
    ...nothingToWatch(parsed),
    ...parsed.targets.flatMap((target, index) => unusedPrices(target, `targets[${index}].budget.prices`)),
    ...overlappingRuns(parsed.schedule),
    ...routeFindings(parsed, channels),
    ...repeatedNames(parsed.workflows, 'workflows'),
    ...workflowFindings(parsed),
  ]
  return findings.map((finding) => ({ source, ...finding }))
}

function repeatedNames(entries: readonly { readonly name: string }[], list: string): readonly Finding[] {
  const names = entries.map(({ name }) => name)
  return names.flatMap((name, index) => {
    const first = names.indexOf(name)
    if (first === index) return []
    return {
      path: `${list}[${index}].name`,
      expected: 'a name that no other entry has',
      got: JSON.stringify(name),
      hint: `${list}[${first}] has this name already. Give one of them another name: name: '${name}-2'.`,
    }
  })
}

/** The bundled service is a target as well. */
function sandboxTwice({ targets, sandbox }: Parsed): readonly Finding[] {
  if (sandbox === undefined || sandbox === false) return []
  return targets.flatMap(({ name }, index) => {
    if (name !== SANDBOX_NAME) return []
    return {
      path: `targets[${index}].name`,
      expected: 'a name that no other target has',
      got: JSON.stringify(name),
      hint: 'The bundled sandbox has this name. Choose another one, or set sandbox: false.',
    }
  })
}

function nothingToWatch({ targets, sandbox }: Parsed): readonly Finding[] {
  if (targets.length > 0 || sandbox !== false) return []
  const hint =
    "Add one, such as claude({ key: env('ANTHROPIC_API_KEY') }), or remove sandbox: false to watch the sandbox."
  return [{ path: 'targets', expected: 'at least one target', got: 'none', hint }]
}

/** Checked at the start: a window that silences nothing would otherwise show only when it is needed. */
function windowFindings(
  { from, to, target }: Parsed['maintenance'][number],
  path: string,
  { targets }: Parsed,
): readonly Finding[] {
  const time = (at: number) => new Date(at).toISOString().replace('.000', '')
  const names = [...targets.map(({ name }) => name), SANDBOX_NAME]
  const findings: Finding[] = []
  if (to <= from) {
    const hint = 'The window would have zero length. Swap from and to, or correct their dates.'
    findings.push({ path: `${path}.to`, expected: `a time after from (${time(from)})`, got: time(to), hint })
  }
  if (target !== undefined && !names.includes(target)) {
    const hint = closestOr(target, names, `Targets: ${names.join(', ')}.`)
    findings.push({ path: `${path}.target`, expected: 'the name of a target', got: JSON.stringify(target), hint })
  }
  return findings
}

/** A price of a model that no probe asks would count nothing. */
function unusedPrices({ api, cli, budget }: Parsed['targets'][number], path: string): readonly Finding[] {
  const models = [api?.model, ...(api?.models ?? []), cli?.model].filter((model) => model !== undefined)
  return (budget?.prices ?? []).flatMap(({ model }) => {
    if (model === undefined || models.includes(model)) return []
    const hint = closestOr(model, models, `Its models: ${listOf(models) || 'none'}.`)
    return { path: `${path}.${model}`, expected: 'a model of this target', got: JSON.stringify(model), hint }
  })
}

/** Each model gets a probe with the model in its name, so two models must not have the same name there. */
function sameModelSlugs(api: Parsed['targets'][number]['api'], list: string): readonly Finding[] {
  const models = api?.models ?? []
  return models.flatMap((model, index) => {
    const slug = modelSlug(model)
    const other = [api?.model ?? '', ...models.slice(0, index)].find(
      (earlier) => earlier !== model && modelSlug(earlier) === slug,
    )
    if (other === undefined && slug !== '') return []
    return {
      path: `${list}[${index}]`,
      expected: 'a model whose name differs in its letters and digits',
      got: JSON.stringify(model),
      hint:
        slug === ''
          ? 'Its probe is named after it, and it has neither a letter from a to z nor a digit.'
          : `Its probe would be api-${slug}, and so would the one of ${JSON.stringify(other)}.`,
    }
  })
}

function overlappingRuns(schedule: Parsed['schedule']): readonly Finding[] {
  return Object.entries(schedule).flatMap(([name, { every, timeout }]) => {
    if (every === undefined || timeout === undefined || timeout < every) return []
    return {
      path: `schedule.${name}.every`,
      expected: `longer than the timeout (${formatDuration(timeout)})`,
      got: formatDuration(every),
      hint: 'A run must end before the next one is due: raise every or lower timeout.',
    }
  })
}
