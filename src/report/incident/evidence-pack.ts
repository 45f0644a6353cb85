import { createHash } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'
import type { IncidentPageModel } from '../../../dashboards/model/incident-page.ts'
import type { Artifact } from '../../core/index.ts'
import { type Imprint, renderIncident } from '../render.ts'
import { forVendor } from './for-vendor.ts'
import { withIsoTimes } from './iso-times.ts'
import { ticketText } from './ticket.ts'

/** Most bytes of all files of a pack together, so that a ticket takes it as an attachment. */
const MOST_BYTES = 5_000_000
/** The part of them that is reserved for the texts. */
const FOR_TEXTS = 1_000_000
/** Which artifacts are packed first: pictures are small and show most, traces are large. */
const KINDS: readonly Artifact['kind'][] = ['screenshot', 'console', 'trace']
const ARTIFACTS = 'artifacts/'
/** ZIP stores times of 1980 to 2099. */
const ZIP_YEARS = { from: Date.UTC(1980, 0, 2), to: Date.UTC(2099, 0, 1) }

interface EvidencePack {
  /** `incident-claude-20260302-114503.zip` */
  readonly name: string
  readonly bytes: Uint8Array
  /** The paths of its files. */
  readonly files: readonly string[]
}

interface PackSources {
  readonly imprint: Imprint
  /** The content of an artifact by its path; undefined where it does not exist. */
  readonly readArtifact: (path: string, mostBytes: number) => Promise<Uint8Array | undefined>
  /** A copy of plain data without the secrets of the configuration. */
  readonly scrub: <T>(data: T) => T
}

/**
 * One ZIP file with which a provider finds the failure in its own logs, readable without Doorwatch: a text for a ticket,
 * the incident as JSON and as a page, pictures, the posts of the status page, and the SHA-256 sum of every file.
 */
export async function packEvidence(model: IncidentPageModel, sources: PackSources): Promise<EvidencePack> {
  const clean = sources.scrub(forVendor(model))
  const { files: artifacts, omitted } = await artifactFiles(clean, sources)
  const complete = { ...clean, missing: [...clean.missing, ...omitted] }
  const texts = sources.scrub({
    'ticket.txt': ticketText(complete),
    'incident.json': `${JSON.stringify(withIsoTimes(complete), null, 2)}\n`,
    'status-page.json': `${JSON.stringify(withIsoTimes({ posts: clean.posts, firstAt: clean.incident.page?.firstAt }), null, 2)}\n`,
    // The styles hold no text from outside, and a secret that looks like a part of them must not break the page.
    'incident.html': renderIncident(sources.imprint, complete, { live: false, artifacts: ARTIFACTS }),
  })
  const files: Record<string, Uint8Array> = { ...artifacts }
  for (const [name, text] of Object.entries(texts)) files[name] = strToU8(text)
  const manifest = Object.keys(files)
    .toSorted()
    .map((name) => `${sha256(files[name] ?? new Uint8Array())}  ${name}\n`)
  files['MANIFEST.sha256'] = strToU8(manifest.join(''))
  const mtime = new Date(Math.min(ZIP_YEARS.to, Math.max(ZIP_YEARS.from, model.at)))
  return {
    name: `incident-${model.incident.name.replace(/[^\w.-]/g, '_')}.zip`,
    bytes: zipSync(files, { mtime }),
    files: Object.keys(files).toSorted(),
  }
}

/** The recorded files that fit, and a sentence on each that does not. */
async function artifactFiles(
  model: IncidentPageModel,
  { readArtifact, scrub }: PackSources,
): Promise<{ readonly files: Readonly<Record<string, Uint8Array>>; readonly omitted: readonly string[] }> {
  const files: Record<string, Uint8Array> = {}
  const omitted: string[] = []
  let room = MOST_BYTES - FOR_TEXTS
  for (const artifact of byKind(recordedIn(model))) {
    const bytes = await readArtifact(artifact.path, room)
    if (!bytes) {
      omitted.push(`${artifact.path}: too large for this pack, or deleted.`)
      continue
    }
    const isText = artifact.kind === 'console'
    const content = isText ? strToU8(scrub(new TextDecoder().decode(bytes))) : bytes
    files[`${ARTIFACTS}${artifact.path}`] = content
    room -= content.length
  }
  return { files, omitted }
}

function recordedIn({ incident, comparisons }: IncidentPageModel): readonly Artifact[] {
  const all = [
    ...comparisons.flatMap(({ picture }) => picture?.artifact ?? []),
    ...incident.evidence.flatMap(({ artifacts }) => artifacts),
  ].filter(({ gone }) => !gone)
  return [...new Map(all.map((artifact) => [artifact.path, artifact])).values()]
}

function byKind(artifacts: readonly Artifact[]): readonly Artifact[] {
  return artifacts.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
