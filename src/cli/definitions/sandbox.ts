import type { Command } from 'commander'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured } from './builder.ts'
import { parseCount, parseShare, parseSmtp, portOption } from './options.ts'

/** `sandbox` and its own commands. */
export function addSandboxCommands(program: Command, context: Context): void {
  const sandbox = addCommand(program, 'sandbox', {
    description: 'Run the bundled stand-in AI service, and break its surfaces on command',
    details: '\nMore: doorwatch help sandbox',
  })
  const load = () => import('../commands/sandbox.ts')
  addConfigured(sandbox, 'start', { description: 'Serve the sandbox alone, without probing it' })
    .addOption(portOption('port of the service'))
    .option('--smtp <address>', 'send its mail to smtp://host:port (default: show it on its page /mailbox)', parseSmtp)
    .action(async (options) => (await load()).serve(context, options))

  addConfigured(sandbox, 'break <surface> <fault>', {
    description: 'Break a surface of the running sandbox',
    details:
      '\nSurfaces: login, chat, console, cli, api. Common faults: 500, 529, hang, slow, reset, html.\nAll faults: doorwatch sandbox faults',
    examples: ['doorwatch sandbox break login 500', 'doorwatch sandbox break api 529 --probability 0.3'],
  })
    .option('--times <n>', 'only for the next n requests', parseCount)
    .option('--probability <p>', 'only for this share of requests, above 0 up to 1', parseShare)
    .action(async (surface, fault, options) => (await load()).breakSurface(context, surface, fault, options))

  addConfigured(sandbox, 'heal [surface]', { description: 'Clear the faults of one surface, or of all' }).action(
    async (surface, options) => (await load()).heal(context, surface, options),
  )
  addCommand(sandbox, 'faults', { description: 'List every fault and what it does' }).action(async () =>
    (await load()).faults(context),
  )
  addConfigured(sandbox, 'list', { description: 'List the faults that are active' })
    .option('--json', 'print JSON')
    .action(async (options) => (await load()).list(context, options))
}
