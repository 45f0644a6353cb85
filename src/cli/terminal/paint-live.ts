import { createLogUpdate } from 'log-update'
import type { App } from '../../app/index.ts'
import { messageOf } from '../../core/index.ts'
import type { Context } from '../context.ts'
import { type Frame, liveView } from './live-view.ts'

const REPAINT_EVERY_MS = 500

/** Keeps the live view on the terminal up to date; the function it gives back leaves the last view standing. */
export function paintLive(context: Context, app: App, frame: Frame): () => void {
  const update = createLogUpdate(context.stdout.stream)
  let painting = false
  const paint = async () => {
    if (painting) return
    painting = true
    try {
      const view = await app.view()
      update(context.stdout.shown(liveView(view, frame, context.stdout.columns ?? 100, context.paint)))
    } catch (error) {
      update(context.stdout.shown(`The live view cannot be drawn: ${messageOf(error)}`))
    } finally {
      painting = false
    }
  }
  void paint()
  const timer = setInterval(() => void paint(), REPAINT_EVERY_MS)
  return () => {
    clearInterval(timer)
    update.done()
  }
}
