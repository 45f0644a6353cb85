import { writeSync } from 'node:fs'
import { clip } from './table.ts'

/** A terminal's size in cells. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A whole screen of text that is replaced again and again. */
interface Screen {
  readonly size: Size
  /** Draws these lines, one per row; cuts what exceeds the window at the right and at the bottom. */
  show(lines: readonly string[]): void
  /** Restores the terminal and leaves these lines on it. May be called twice. */
  close(lines: readonly string[]): void
}

const ESC = '\u001B['
const ENTER = `${ESC}?1049h${ESC}?25l`
const LEAVE = `${ESC}?25h${ESC}?1049l`
const HOME = `${ESC}H`
const ERASE_LINE = `${ESC}2K`
const ERASE_BELOW = `${ESC}J`
const RESET_STYLE = `${ESC}0m`
/** Size for a terminal that does not report one. */
const USUAL: Size = { columns: 80, rows: 24 }

/**
 * Uses the terminal's alternate screen, so that the earlier content returns at the end. Draws every line at its own row:
 * after each `show` the screen is correct, even if other output was printed in between.
 */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  let lastFrame = ''
  let open = true
  const size = (): Size => ({ columns: stream.columns || USUAL.columns, rows: stream.rows || USUAL.rows })
  const redraw = () => {
    lastFrame = ''
  }
  // The process may end without `close`: the terminal must be usable all the same.
  const restore = () => void writeSync((stream as NodeJS.WriteStream & { fd: number }).fd, LEAVE)
  process.once('exit', restore)
  stream.on('resize', redraw)
  stream.write(ENTER)
  return {
    get size() {
      return size()
    },
    show(lines) {
      if (!open) return
      const text = frameOf(lines, size())
      if (text === lastFrame) return
      lastFrame = text
      stream.write(text)
    },
    close(lines) {
      if (!open) return
      open = false
      process.off('exit', restore)
      stream.off('resize', redraw)
      stream.write(`${LEAVE}${lines.join('\n')}\n`)
    },
  }
}

/**
 * The lines drawn from the top of the screen. Each row is erased before it is written: after a line that fills the whole
 * row, erasing the rest of it would take its last cell away.
 */
function frameOf(lines: readonly string[], { columns, rows }: Size): string {
  const drawn = lines.slice(0, rows).map((line) => `${ERASE_LINE}${clip(line, columns)}${RESET_STYLE}`)
  const all = drawn.length < rows ? [...drawn, ERASE_BELOW] : drawn
  return `${HOME}${all.join('\r\n')}`
}
