import Headless from '@xterm/headless'

/** A terminal that can be read: feed it what a program prints, then ask for its screen. */
export interface ReadableTerminal {
  write(text: string): Promise<void>
  resize(columns: number, rows: number): void
  /** The rows of the screen, without the blanks at their ends. */
  screen(): string[]
  /** The rows that were scrolled out of the screen, and the screen. */
  scrollback(): string[]
}

export function readableTerminal(columns: number, rows: number): ReadableTerminal {
  const terminal = new Headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 5_000 })
  const read = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, row) => {
      const line = terminal.buffer.active.getLine(from + row)
      return line?.translateToString(true) ?? ''
    })
  return {
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    resize: (wide, high) => terminal.resize(wide, high),
    screen: () => read(terminal.buffer.active.baseY, terminal.buffer.active.baseY + terminal.rows),
    scrollback: () => read(0, terminal.buffer.active.length),
  }
}
