import {
  clockTime,
  type IncidentRecord,
  plural,
  type RunRecord,
  type SurfaceRuns,
  surfaceWord,
} from '../../core/index.ts'

/** The records of an incident that are not stored or not shown, a sentence each. */
export function missingFrom(
  incident: Pick<IncidentRecord, 'surfaces'>,
  { runs, hasMoreAlerts }: { readonly runs: readonly SurfaceRuns[]; readonly hasMoreAlerts: boolean },
): readonly string[] {
  const more = incident.surfaces.length - runs.length
  return [
    ...runs.flatMap(missingRuns),
    ...runs.flatMap(({ failing, good }) => [failing, good].flatMap(damagedRequests)),
    ...runs.flatMap(({ failing, confirms }) => [failing, ...confirms].flatMap(missingFiles)),
    ...(more > 0 ? [`The runs of ${plural(more, 'more surface')} are left out.`] : []),
    ...(hasMoreAlerts ? ['Older alerts of this incident are left out.'] : []),
  ]
}

function missingRuns({ surface, failing, good }: SurfaceRuns): readonly string[] {
  const name = surfaceWord(surface)
  if (!failing)
    return [`The first failing run of ${name} is not stored: it was deleted after the time in retention.runs.`]
  return good ? [] : [`No good run of ${name} before its first failing run is stored.`]
}

function damagedRequests(run: RunRecord | undefined): readonly string[] {
  if (!run?.requestsDamaged) return []
  return [
    `The requests of ${run.probe} at ${clockTime(run.startedAt)} cannot be read: they are damaged in the database.`,
  ]
}

function missingFiles(run: RunRecord | undefined): readonly string[] {
  const deleted = (run?.artifacts ?? []).filter((artifact) => artifact.gone)
  if (!run || deleted.length === 0) return []
  const kinds = [...new Set(deleted.map(({ kind }) => kind))].join(' and ')
  return [`Deleted to keep retention.incidentMegabytes: ${kinds} of ${run.probe} at ${clockTime(run.startedAt)}.`]
}
