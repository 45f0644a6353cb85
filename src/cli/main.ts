#!/usr/bin/env node
import { MonitorError } from '../core/index.ts'
import { allowSlowLinks } from '../net/index.ts'
import { processContext } from './process/context.ts'
import { errorText, exitCodeOf } from './process/errors.ts'
import { EXIT } from './process/exit-codes.ts'
import { createProgram } from './program.ts'

allowSlowLinks()

// Bundled config and probe files carry source maps, so that an error in one names the line its author wrote.
process.setSourceMapsEnabled(true)

// A reader that went away (`doorwatch status | head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.good)
  throw error
})

const context = processContext()
try {
  await createProgram(context).parseAsync(process.argv)
} catch (error) {
  context.stderr.write(`${errorText(error, context.paintError)}\n`)
  process.exitCode = exitCodeOf(error)
  if (!(error instanceof MonitorError)) process.exit()
}
