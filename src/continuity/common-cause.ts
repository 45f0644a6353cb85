import type { SharedPart, Workflow } from '../core/index.ts'
import { surfacesUsed, targetOf } from './needs.ts'

/** A part whose failure breaks both a surface and the surface that replaces it. */
export interface CommonCause {
  /** The surface that the workflow uses. */
  readonly surface: string
  /** The surface that replaces it. */
  readonly through: string
  /** "the host gateway.example.org", "corporate sign-in" */
  readonly part: string
}

/** The parts that a switch shares with the surfaces that it replaces: a configured part, a host, or the provider. */
export function commonCauses(
  workflow: Workflow,
  shares: readonly SharedPart[],
  hosts: Readonly<Record<string, readonly string[]>>,
): readonly CommonCause[] {
  const { fallback } = workflow
  if (fallback?.kind !== 'switch') return []
  const { through } = fallback
  return surfacesUsed(workflow).flatMap((surface) => {
    const common = (hosts[surface] ?? []).filter((host) => hosts[through]?.includes(host))
    const parts = [
      ...(targetOf(surface) === targetOf(through) ? [`the provider ${targetOf(through)}`] : []),
      ...shares.filter((part) => contains(part, surface) && contains(part, through)).map(({ name }) => name),
      ...common.map((host) => `the host ${host}`),
    ]
    return parts.map((part) => ({ surface, through, part }))
  })
}

function contains({ by }: SharedPart, surface: string): boolean {
  return by.includes(surface) || by.includes(targetOf(surface))
}
