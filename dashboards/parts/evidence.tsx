import { type Artifact, bytesText } from '../../src/core/index.ts'
import type { EvidenceView } from '../model/model.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** Artifacts of the confirm runs. */
export function Evidence({ evidence, view }: { evidence: readonly EvidenceView[]; view: View }) {
  if (evidence.length === 0) return null
  return (
    <>
      <h4>Evidence</h4>
      <ul class="evidence">
        {evidence.map((run) => (
          <li>
            <bdi>{run.probe}</bdi> at <At at={run.at} view={view} seconds />:{' '}
            <Pieces artifacts={run.artifacts} view={view} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** The artifacts of one run, as links where the page can reach them. */
export function Pieces({ artifacts, view }: { artifacts: readonly Artifact[]; view: View }) {
  return (
    <>
      {artifacts.map((artifact, index) => (
        <>
          {index > 0 ? ', ' : ''}
          <Piece artifact={artifact} view={view} />
        </>
      ))}
    </>
  )
}

function Piece({ artifact, view }: { artifact: Artifact; view: View }) {
  if (artifact.gone) return <span class="gone">{artifact.kind} (deleted)</span>
  const words = `${artifact.kind} (${bytesText(artifact.bytes)})`
  const href = hrefOf(artifact.path, view.artifacts)
  return href === undefined ? <span>{words}</span> : <a href={href}>{words}</a>
}

/** The address of an artifact under the evidence folder; undefined for a path that leaves it or cannot be encoded. */
export function hrefOf(path: string, base: string | undefined): string | undefined {
  const parts = path.split(/[\\/]/)
  if (base === undefined || parts.some((part) => part === '' || part === '.' || part === '..')) return undefined
  try {
    return `${base}${parts.map(encodeURIComponent).join('/')}`
  } catch {
    return undefined
  }
}
