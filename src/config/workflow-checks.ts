import { formatDuration, nearest, type Problem } from '../core/index.ts'
import type { Named, Parsed } from './config.ts'
import { surfacesByTarget } from './surfaces.ts'

type Finding = Omit<Problem, 'source'>
type ParsedWorkflow = Parsed['workflows'][number]

/** A surface that the plan names, and where. */
interface SurfaceName {
  readonly name: string
  readonly path: string
}

/** The problems of workflows that the schema cannot see. */
export function workflowFindings(parsed: Parsed): readonly Finding[] {
  const byTarget = surfacesOf(parsed)
  return [
    ...parsed.workflows.flatMap((workflow, index) => {
      const path = `workflows[${index}]`
      return [
        ...objectiveFindings(workflow, path),
        ...switchFindings(workflow, path, byTarget),
        ...surfaceNamesIn(workflow, path).flatMap((reference) => surfaceFinding(reference, byTarget, parsed)),
      ]
    }),
    ...namesInShares(parsed)
      .filter(({ name }) => !byTarget.has(name))
      .flatMap((reference) =>
        reference.name.includes('/')
          ? surfaceFinding(reference, byTarget, parsed)
          : [unknownTarget(reference, [...byTarget.keys()])],
      ),
  ]
}

/** The surfaces of the plan that only a probe of the user can have: whether one does is known once probes are loaded. */
export function surfacesToLookUp(parsed: Parsed): readonly Named[] {
  const byTarget = surfacesOf(parsed)
  return surfacesInPlan(parsed)
    .filter(({ name }) => !isKnown(name, byTarget))
    .map(({ name, path }) => ({ kind: 'surface', name, bare: false, path }))
}

function surfacesInPlan(parsed: Parsed): readonly SurfaceName[] {
  return [
    ...parsed.workflows.flatMap((workflow, index) => surfaceNamesIn(workflow, `workflows[${index}]`)),
    ...namesInShares(parsed).filter(({ name }) => name.includes('/')),
  ]
}

/** The surfaces and targets that share something. */
function namesInShares({ shares }: Parsed): readonly SurfaceName[] {
  return Object.entries(shares).flatMap(([part, names]) =>
    names.map((name, index) => ({ name, path: `shares.${part}[${index}]` })),
  )
}

function surfaceNamesIn({ uses, fallback }: ParsedWorkflow, path: string): readonly SurfaceName[] {
  return [
    ...uses.flatMap((need, index) =>
      typeof need === 'string'
        ? [{ name: need, path: `${path}.uses[${index}]` }]
        : need.anyOf.map((name, other) => ({ name, path: `${path}.uses[${index}].anyOf[${other}]` })),
    ),
    ...(fallback?.kind === 'switch' ? [{ name: fallback.through, path: `${path}.fallback.through` }] : []),
  ]
}

type SurfacesByTarget = ReadonlyMap<string, readonly string[]>

function surfacesOf({ sandbox, targets }: Parsed): SurfacesByTarget {
  return surfacesByTarget({ targets, sandbox: sandbox === undefined ? targets.length === 0 : sandbox !== false })
}

/** The target of a surface and what follows it: with one more slash it is no surface of any. */
function targetAndSurface(name: string): readonly [string, string] {
  const slash = name.indexOf('/')
  return slash < 0 ? [name, ''] : [name.slice(0, slash), name.slice(slash + 1)]
}

function isKnown(name: string, byTarget: SurfacesByTarget): boolean {
  const [target, surface] = targetAndSurface(name)
  return byTarget.get(target)?.includes(surface) === true
}

/** With probes of the user, a surface of a target may be one of theirs. */
function surfaceFinding(
  { name, path }: SurfaceName,
  byTarget: SurfacesByTarget,
  { probes }: Parsed,
): readonly Finding[] {
  const [target, surface] = targetAndSurface(name)
  const surfaces = byTarget.get(target)
  if (surfaces?.includes(surface) || (surfaces && probes.length > 0)) return []
  const all = [...byTarget].flatMap(([name, list]) => list.map((each) => `${name}/${each}`))
  const ofTarget = surfaces?.map((surface) => `${target}/${surface}`) ?? all
  const suggestion = surfaces ? withTarget(target, nearest(surface, surfaces)) : nearest(name, all)
  const hint = suggestion ? `Did you mean "${suggestion}"?` : `There are: ${ofTarget.join(', ') || 'none'}.`
  return [{ path, expected: 'a surface that is watched', got: JSON.stringify(name), hint }]
}

function withTarget(target: string, surface: string | undefined): string | undefined {
  return surface === undefined ? undefined : `${target}/${surface}`
}

function unknownTarget({ name, path }: SurfaceName, targets: readonly string[]): Finding {
  const suggestion = nearest(name, targets)
  const hint = suggestion ? `Did you mean "${suggestion}"?` : `Targets: ${targets.join(', ')}.`
  return { path, expected: 'a target, or a surface of one', got: JSON.stringify(name), hint }
}

function objectiveFindings({ recoverWithin, tolerates }: ParsedWorkflow, path: string): readonly Finding[] {
  if (recoverWithin === undefined || tolerates === undefined || recoverWithin <= tolerates) return []
  return [
    {
      path: `${path}.recoverWithin`,
      expected: `at most tolerates (${formatDuration(tolerates)})`,
      got: formatDuration(recoverWithin),
      hint: 'The work must recover before the longest disruption that it tolerates: lower recoverWithin or raise tolerates.',
    },
  ]
}

function switchFindings(
  { uses, fallback }: ParsedWorkflow,
  path: string,
  byTarget: SurfacesByTarget,
): readonly Finding[] {
  if (fallback?.kind !== 'switch') return []
  const { target, through, provenBy } = fallback
  const findings: Finding[] = []
  const place = `${path}.fallback`
  const model = through.split('/', 1)[0] ?? ''
  if (provenBy && byTarget.has(model) && !byTarget.get(model)?.includes('api')) {
    const hint = 'The golden prompt is asked through the API. Give the target a key, or leave provenBy out.'
    findings.push({ path: `${place}.provenBy`, expected: `an API of ${model}`, got: 'none', hint })
  }
  if (target !== undefined && !byTarget.has(target)) {
    findings.push(unknownTarget({ name: target, path: `${place}.target` }, [...byTarget.keys()]))
  } else if (target !== undefined && !through.startsWith(`${target}/`)) {
    const hint = `through is the surface by which ${target} is reached: '${target}/cli'. Or leave target out.`
    findings.push({ path: `${place}.through`, expected: `a surface of ${target}`, got: JSON.stringify(through), hint })
  }
  if (uses.includes(through)) {
    const hint = 'A surface cannot replace itself. Choose one of another provider.'
    findings.push({ path: `${place}.through`, expected: 'a surface not in uses', got: JSON.stringify(through), hint })
  }
  return findings
}
