#!/usr/bin/env node
import { answerFromFile } from './use/answer.ts'

// Gateways and shells ask `use` before every command: it answers before the modules of the others are loaded.
const answer = answerFromFile(process.argv.slice(2), {
  folder: process.cwd(),
  state: process.env.DOORWATCH_STATE || undefined,
  now: Date.now(),
})
if (answer) {
  process.stderr.write(answer.stderr)
  process.stdout.write(answer.stdout)
  process.exitCode = answer.code
} else {
  await import('./all-commands.ts')
}
