import { type IncidentNote, MonitorError, oneLine } from '../../../core/index.ts'
import { type Context, configFor } from '../../process/context.ts'
import { personName } from '../../process/person.ts'
import { incidentUnknown } from '../../readings/incidents.ts'
import { withWritableStore } from '../../readings/writable-store.ts'

const NAME_LENGTH = 80
const TEXT_LENGTH = 1_000

interface NoteOptions {
  readonly config?: string
  readonly by?: string
}

/** `doorwatch incident note <id> <text>` */
export async function noteIncident(context: Context, id: string, text: string, options: NoteOptions): Promise<void> {
  const line = oneLine(text, TEXT_LENGTH)
  if (line === '') {
    throw new MonitorError('usage', 'the note is empty', { hint: 'doorwatch incident note <id> "what happened"' })
  }
  await add(context, id, { kind: 'note', text: line }, options)
  context.stdout.write(`Noted. The timeline shows it: doorwatch incident show ${id}\n`)
}

/** `doorwatch incident own <id> [name]` */
export async function ownIncident(
  context: Context,
  id: string,
  name: string | undefined,
  options: NoteOptions,
): Promise<void> {
  const owner = oneLine(name ?? options.by ?? (await personName(context.folder)), NAME_LENGTH)
  if (owner === '') {
    throw new MonitorError('usage', 'the owner has no name', { hint: 'doorwatch incident own <id> "Ana Ito"' })
  }
  await add(context, id, { kind: 'owner', text: owner }, options)
  context.stdout.write(`${owner} owns ${id}.\n`)
}

/** @throws MonitorError `unknown_name` where no incident has this name */
async function add(
  context: Context,
  id: string,
  { kind, text }: Pick<IncidentNote, 'kind' | 'text'>,
  options: NoteOptions,
): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  const by = oneLine(options.by ?? (await personName(context.folder)), NAME_LENGTH) || 'somebody'
  await withWritableStore(context, config, clock, async (store) => {
    const isStored = await store.noteIncident(id, { at: clock.now(), kind, by, text })
    if (!isStored) throw await incidentUnknown(store, id)
  })
}
