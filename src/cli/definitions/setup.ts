import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured, GROUPS } from './builder.ts'
import { parseEmail, pathOption } from './options.ts'

/** `init`, `doctor` and `signin`. */
export function addSetupCommands(program: Command, context: Context): void {
  program.commandsGroup(GROUPS.setup)
  addCommand(program, 'init', {
    description: 'Write a configuration, a .env.example and an example probe to start from',
    examples: ['doorwatch init', 'doorwatch init --target claude --slack'],
  })
    .addOption(new Option('-t, --target <name>', 'the service to watch').choices(['claude', 'openai', 'sandbox']))
    .option('--slack', 'send alerts to Slack')
    .option('--email <address>', 'send alerts to this address', parseEmail)
    .addOption(pathOption('--dir <folder>', 'folder for the files (default: the working folder)'))
    .option('--force', 'overwrite existing files')
    .option('-y, --yes', 'ask nothing and take the defaults')
    .action(async (options) => (await import('../commands/init.ts')).init(context, options))

  addConfigured(program, 'doctor', {
    description: 'Check browser, database, clock, probes, keys, addresses, sessions and channels',
    details: '\nExit code 1 if a check fails. Each finding says what to do.',
    examples: ['doorwatch doctor', 'doorwatch doctor --send-test'],
  })
    .option('--send-test', 'send a test alert through every channel')
    .option('--json', 'print JSON')
    .action(async (options) => (await import('../commands/doctor.ts')).doctor(context, options))

  addConfigured(program, 'signin <target>', {
    description: 'Sign in by hand in a browser window and keep the session for the probes',
    details: '\nNeeds a display, and DOORWATCH_KEY, which encrypts the stored session.',
    examples: ['DOORWATCH_KEY=… doorwatch signin claude'],
  }).action(async (target, options) => (await import('../commands/signin.ts')).signin(context, target, options))
}
