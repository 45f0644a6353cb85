import type { SetupMark } from '../../dashboards/model/model.ts'
import { oneLine, plural, type SetupChange } from '../core/index.ts'
import { groupBy } from './group.ts'

/** Most marks of a chart; the newest are shown. */
const MOST = 30
/** Probes that a mark names; more are counted. */
const NAMED = 3

/** One mark for all changes that a worker started with at one moment. */
export function setupMarks(changes: readonly SetupChange[]): readonly SetupMark[] {
  return [...groupBy(changes, ({ at, location }) => JSON.stringify([at, location])).values()]
    .map(markOf)
    .toSorted((a, b) => a.at - b.at)
    .slice(-MOST)
}

function markOf(changes: readonly SetupChange[]): SetupMark {
  const probes = changes.filter(({ kind }) => kind === 'probe').map(({ subject }) => oneLine(subject, 100))
  const others = changes.filter(({ kind }) => kind !== 'probe').map(changeText)
  const text = [...others, ...probesText(probes)].join('; ')
  return { at: changes[0]?.at ?? 0, text, ...(others.length > 0 ? {} : { probes }) }
}

/** "Doorwatch 0.1.0 to 0.2.0", "configuration changed" */
function changeText({ kind, before, value }: SetupChange): string {
  return kind === 'version' ? `Doorwatch ${oneLine(before, 20)} to ${oneLine(value, 20)}` : 'configuration changed'
}

/** "probe sandbox/login changed", "4 probes changed" */
function probesText(probes: readonly string[]): readonly string[] {
  if (probes.length === 0) return []
  if (probes.length > NAMED) return [`${plural(probes.length, 'probe')} changed`]
  return [`${probes.length === 1 ? 'probe' : 'probes'} ${probes.join(', ')} changed`]
}
