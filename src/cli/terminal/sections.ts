/** A part of a screen that can be shown in fewer lines than it has. */
export interface Section {
  readonly lines: readonly string[]
  /** 0 is the most important: it gets its lines before all others. */
  readonly priority: number
  /** With fewer lines than this the section is left out. Default: 1. */
  readonly least?: number
}

/**
 * Lays sections out from top to bottom within a number of rows. If they do not all fit, the more important
 * sections get their lines first; a section that is cut shows its first lines.
 */
export function layOut(sections: readonly Section[], rows: number): readonly string[] {
  const lineCounts = new Map<Section, number>()
  let freeRows = rows
  for (const section of sections.toSorted((one, other) => one.priority - other.priority)) {
    const lines = Math.min(freeRows, section.lines.length)
    if (lines < Math.min(section.lines.length, section.least ?? 1)) continue
    lineCounts.set(section, lines)
    freeRows -= lines
  }
  return sections.flatMap((section) => section.lines.slice(0, lineCounts.get(section) ?? 0))
}
