import { MonitorError, type OpenAfterwards, timeAndDay } from '../../core/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { personName } from '../process/person.ts'
import { openReader } from '../readings/reader.ts'
import { withWritableStore } from '../readings/writable-store.ts'
import { table } from '../terminal/table.ts'

interface AfterwardsOptions {
  readonly config?: string
  readonly json?: boolean
}

/** `doorwatch afterwards`: lists what is still to do after outages. */
export async function listAfterwards(context: Context, options: AfterwardsOptions): Promise<void> {
  const config = await configFor(context, options)
  const store = await openReader(config)
  try {
    const items = await store.afterwards()
    context.stdout.write(
      options.json ? `${JSON.stringify(items.map(afterwardsJson), null, 2)}\n` : listText(items, config.timezone),
    )
  } finally {
    await store.close()
  }
}

/** `doorwatch afterwards close <numbers…>`: closes items. @throws MonitorError `unknown_name` for one that is not open */
export async function closeAfterwards(
  context: Context,
  numbers: readonly string[],
  options: AfterwardsOptions & { readonly by?: string },
): Promise<void> {
  const config = await configFor(context, options)
  const by = options.by ?? (await personName(context.folder))
  await withWritableStore(context, config, context.clock, async (store) => {
    for (const number of numbers) {
      const id = Number(number)
      const isClosed = Number.isSafeInteger(id) && (await store.closeAfterwards(id, { by, at: context.clock.now() }))
      if (!isClosed) throw notOpen(number, await store.afterwards())
      context.stdout.write(`${number} is closed\n`)
    }
  })
}

function notOpen(number: string, items: readonly OpenAfterwards[]): MonitorError {
  const open = items.map(({ id }) => id).join(', ')
  return new MonitorError('unknown_name', `nothing with the number ${number} is open`, {
    hint: open === '' ? 'Nothing is left to do.' : `Open: ${open}. List them with: doorwatch afterwards`,
  })
}

function listText(items: readonly OpenAfterwards[], timezone: string): string {
  if (items.length === 0) return 'Nothing is left to do after an outage.\n'
  const rows = items.map(({ id, workflow, item, incident, at }) => [
    String(id),
    workflow,
    item,
    `${incident}, over since ${timeAndDay(at, timezone)}`,
  ])
  return `${table(rows)}\nClose one with: doorwatch afterwards close ${items[0]?.id}\n`
}

/** An open item as `afterwards --json` and `status --json` print it. */
export function afterwardsJson({ at, ...item }: OpenAfterwards) {
  return { ...item, at: new Date(at).toISOString() }
}

/** One line of `status`; empty where nothing is left to do. */
export function afterwardsText(items: readonly OpenAfterwards[]): string {
  if (items.length === 0) return ''
  const workflows = [...new Set(items.map(({ workflow }) => workflow))]
  const things = items.length === 1 ? '1 thing is' : `${items.length} things are`
  return `${things} left to do after an outage in ${workflows.slice(0, 3).join(', ')}: doorwatch afterwards\n`
}
