import { type History, PEOPLE_WINDOW_MS, type PeopleWitness, peopleWitnesses } from '../../core/index.ts'

/** The surfaces that several people report at `now` (epoch ms). @param surfaces only these: `claude/cli`. Default: all */
export async function readPeople(
  store: Pick<History, 'reports'>,
  surfaces: readonly string[] | undefined,
  now: number,
): Promise<readonly PeopleWitness[]> {
  const reports = await store.reports({ from: now - PEOPLE_WINDOW_MS, to: now + 1 })
  return peopleWitnesses(reports, now).filter(({ surface }) => surfaces?.includes(surface) ?? true)
}

/** The same for scripts. */
export function peopleJson({ surface, people, since, last }: PeopleWitness) {
  return { surface, people, since: new Date(since).toISOString(), last: new Date(last).toISOString() }
}
