import type { CliDoor } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'
import { type CliRouteOptions, findClient } from './client-program.ts'
import { keyScrubber } from './key-scrubber.ts'
import type { Entry, Route } from './route.ts'

/** The differences between command-line clients. */
interface Client {
  /** The name of its command. */
  readonly command: string
  /** Its name for people. */
  readonly title: string
  doorOf(program: string, options: CliRouteOptions): CliDoor
  argumentsOf(entry: Entry, prompt: string): readonly string[]
  /** The reply that a person at the terminal gets. The key of the gateway is in neither text. */
  replyOf(stdout: string, stderr: string): Reply
}

/** The route through the team's own client; undefined where it is not installed. */
export async function clientRoute(options: CliRouteOptions, client: Client): Promise<Route | undefined> {
  const program = await findClient(client.command, options, (path) => client.doorOf(path, options))
  if (!program) return undefined
  const scrubber = keyScrubber(options.entry)
  return {
    name: 'cli',
    client: `${client.title} ${program.version}`,
    parallel: 3,
    async ask(prompt, signal) {
      const end = await program.ask(client.argumentsOf(options.entry, prompt), signal)
      if (signal.aborted) throw signal.reason
      return client.replyOf(scrubber.text(end.stdout), scrubber.text(end.stderr))
    },
  }
}
