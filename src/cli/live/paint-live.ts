import type { App } from '../../app/index.ts'
import { messageOf } from '../../core/index.ts'
import type { Context } from '../process/context.ts'
import { openScreen } from '../terminal/screen.ts'
import { type Frame, liveView } from './live-view.ts'

const REPAINT_EVERY_MS = 500

/**
 * Keeps the live view on the terminal up to date. @returns a function that stops and keeps the last view on the screen
 * @param log gives the newest lines of the log, oldest first
 */
export function paintLive(context: Context, app: App, frame: Frame, log: () => readonly string[]): () => void {
  const screen = openScreen(context.stdout.stream)
  let lines: readonly string[] = []
  let painting = false
  const paint = async () => {
    if (painting) return
    painting = true
    try {
      lines = liveView(await app.view(), frame, screen.size, context.paint, log())
    } catch (error) {
      lines = [`The live view cannot be drawn: ${messageOf(error)}`]
    } finally {
      painting = false
    }
    screen.show(lines.map(context.stdout.shown))
  }
  void paint()
  const timer = setInterval(() => void paint(), REPAINT_EVERY_MS)
  return () => {
    clearInterval(timer)
    screen.close(lines.map(context.stdout.shown))
  }
}
