import {
  clockTime,
  type IncidentRecord,
  plural,
  type RunRecord,
  type SurfaceRuns,
  surfaceWord,
} from '../../core/index.ts'

/** Sentences on what belongs to an incident and is not stored, so that a part is not taken for the whole. */
export function missingFrom(
  incident: Pick<IncidentRecord, 'surfaces'>,
  found: {
    readonly runs: readonly SurfaceRuns[] /** Whether there are more alerts than were read. */
    readonly alerts: boolean
  },
): readonly string[] {
  const more = incident.surfaces.length - found.runs.length
  return [
    ...found.runs.flatMap(missingRuns),
    ...found.runs.flatMap(({ failing, confirms }) => [failing, ...confirms].flatMap(missingFiles)),
    ...(more > 0 ? [`The runs of ${plural(more, 'more surface')} are left out.`] : []),
    ...(found.alerts ? ['Older alerts of this incident are left out.'] : []),
  ]
}

function missingRuns({ surface, failing, good }: SurfaceRuns): readonly string[] {
  const name = surfaceWord(surface)
  if (!failing)
    return [`The first failing run of ${name} is not stored: it was deleted after the time in retention.runs.`]
  return good ? [] : [`No good run of ${name} before its first failing run is stored.`]
}

function missingFiles(run: RunRecord | undefined): readonly string[] {
  const gone = (run?.artifacts ?? []).filter((artifact) => artifact.gone)
  if (!run || gone.length === 0) return []
  const kinds = [...new Set(gone.map(({ kind }) => kind))].join(' and ')
  return [`Deleted to keep retention.incidentMegabytes: ${kinds} of ${run.probe} at ${clockTime(run.startedAt)}.`]
}
