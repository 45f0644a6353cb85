import { Command } from 'commander'
import type { Context } from '../process/context.ts'
import { EXIT } from '../process/exit-codes.ts'
import { configOption } from './options.ts'

/** How commands are grouped in `doorwatch --help`, in this order. */
export const GROUPS = {
  watch: 'Watch:',
  explain: 'Explain:',
  alerts: 'Alerts and incidents:',
  setup: 'Set up:',
} as const

const EXIT_CODES = `
Exit codes: ${EXIT.good} good; ${EXIT.failing} a probe failed or a surface is degraded or down; ${EXIT.usage} the command
line or the configuration is not usable; ${EXIT.broken} Doorwatch could not measure or
store; ${EXIT.interrupted} interrupted.`

/** Adds one command to a parent; every command lists the exit codes, and those that read the configuration take --config. */
export function addCommand(
  parent: Command,
  nameAndArguments: string,
  text: {
    readonly description: string
    readonly details?: string
    readonly examples?: readonly string[]
    /** The default command of its parent. */
    readonly isDefault?: boolean
  },
): Command {
  const examples = (text.examples ?? []).map((line) => `  ${line}`).join('\n')
  const parts = [text.details ?? '', examples === '' ? '' : `\nExamples:\n${examples}`, EXIT_CODES]
  return parent
    .command(nameAndArguments, { isDefault: text.isDefault ?? false })
    .description(text.description)
    .addHelpText('after', parts.filter((part) => part !== '').join('\n'))
}

/** As `addCommand`, for a command that reads the configuration. */
export function addConfigured(...[parent, nameAndArguments, text]: Parameters<typeof addCommand>): Command {
  return addCommand(parent, nameAndArguments, text).addOption(configOption())
}

/** The root command. Output goes to the context; help and usage errors throw a CommanderError. */
export function createRoot(context: Context, version: string): Command {
  return new Command('doorwatch')
    .description('Tries every door into the AI service your team depends on, and says which one is shut.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
    .showHelpAfterError('(doorwatch --help lists the commands)')
    .exitOverride()
    .addHelpText('after', EXIT_CODES)
}
