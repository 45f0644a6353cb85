import { bytesText, formatDuration } from '../../src/core/index.ts'
import type { MonitorPageModel } from '../model/monitor-page.ts'
import type { View } from '../words/view.ts'
import { Figure } from './figure.tsx'
import { Section } from './section.tsx'

/** Below this share of free memory, and this many free bytes on the disk, action is needed. */
const LEAST_MEMORY = 0.05
const LEAST_DISK = 1e9

/** Database, disk and memory. */
export function MonitorMachine({ model, view }: { model: MonitorPageModel; view: View }) {
  const { worker, health, oldestRunAt } = model
  return (
    <Section id="machine" name="Database and machine" finding={findingOf(model)}>
      <dl class="health">
        <Figure name="Database" value={bytesText(health.databaseBytes)}>
          {oldestRunAt === undefined ? 'no run is stored' : `runs since ${view.format.dated(oldestRunAt)}`}
        </Figure>
        {worker ? <OfWorker worker={worker} view={view} /> : null}
      </dl>
    </Section>
  )
}

function OfWorker({ worker, view }: { worker: NonNullable<MonitorPageModel['worker']>; view: View }) {
  const { memory, diskFree, retention, copy } = worker
  return (
    <>
      <Figure name="Retention" value={formatDuration(retention.runsMs)}>
        of runs; hourly sums {formatDuration(retention.hoursMs)}, daily sums for ever; screenshots and traces{' '}
        {formatDuration(retention.artifactsMs)}
      </Figure>
      <Figure name="Copy before an upgrade" value={copy === undefined ? 'none' : view.format.dated(copy.at)}>
        {copy === undefined ? (
          'the start of a version that changes the database makes one'
        ) : (
          <>
            <bdi>{copy.name}</bdi>, {bytesText(copy.bytes)}
          </>
        )}
        . Other backups are not made: <code>doorwatch help operation</code>
      </Figure>
      {diskFree === undefined ? null : (
        <Figure name="Disk" value={`${bytesText(diskFree)} free`} bad={diskFree < LEAST_DISK}>
          where the database is
        </Figure>
      )}
      <Figure name="Memory" value={`${bytesText(memory.free)} free`} bad={isShort(memory)}>
        of {bytesText(memory.total)}; the worker uses {bytesText(memory.worker)}, its runners more
      </Figure>
    </>
  )
}

function findingOf({ worker }: MonitorPageModel): string {
  if (worker?.diskFree !== undefined && worker.diskFree < LEAST_DISK) return 'The disk is almost full'
  if (worker && isShort(worker.memory)) return 'Memory is short'
  return worker ? 'Enough room' : 'Disk and memory are unknown: no worker runs here'
}

function isShort({ free, total }: { readonly free: number; readonly total: number }): boolean {
  return free < total * LEAST_MEMORY
}
