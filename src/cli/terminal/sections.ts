/** A part of a screen that can be shown in fewer lines than it has. */
export interface Section {
  readonly lines: readonly string[]
  /** 0 is the most important: it gets its lines before all others. */
  readonly priority: number
  /** Less than this is not worth a line: the section is left out. Default: 1. */
  readonly least?: number
}

/**
 * Lays sections out from top to bottom within a number of rows. Where there are too few, the more important sections get
 * theirs first; of the one that is cut, the first lines are shown.
 */
export function layOut(sections: readonly Section[], rows: number): readonly string[] {
  const given = new Map<Section, number>()
  let left = rows
  for (const section of sections.toSorted((one, other) => one.priority - other.priority)) {
    const lines = Math.min(left, section.lines.length)
    if (lines < Math.min(section.lines.length, section.least ?? 1)) continue
    given.set(section, lines)
    left -= lines
  }
  return sections.flatMap((section) => section.lines.slice(0, given.get(section) ?? 0))
}
