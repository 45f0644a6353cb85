import { MonitorError } from '../core/index.ts'
import { allowSlowLinks } from '../net/index.ts'
import { runCommandLine } from './command-line.ts'
import { processContext } from './process/context.ts'
import { EXIT } from './process/exit-codes.ts'

allowSlowLinks()

// Bundled config and probe files carry source maps, so that an error in one names the line its author wrote.
process.setSourceMapsEnabled(true)

// A reader that stops reading (`doorwatch status | head -1`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.good)
  throw error
})

const error = await runCommandLine(processContext(), process.argv)
// A bug may leave timers or sockets behind that would keep the process alive.
if (error !== undefined && !(error instanceof MonitorError)) process.exit()
