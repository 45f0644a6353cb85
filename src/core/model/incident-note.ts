/** `note`: a remark for the timeline. `owner`: `text` names who owns the incident from then on. */
const NOTE_KINDS = ['note', 'owner'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

/** What a person added to an incident. */
export interface IncidentNote {
  /** Epoch ms. */
  readonly at: number
  readonly kind: NoteKind
  /** Who wrote it. */
  readonly by: string
  readonly text: string
}

/** The owner of an incident: as the newest note of kind `owner` says. */
export function ownerOf({ notes = [] }: { readonly notes?: readonly IncidentNote[] }): string | undefined {
  return notes.findLast(({ kind }) => kind === 'owner')?.text
}
