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

const EXIT_CODES =
  `\nExit codes: ${EXIT.good} good; ${EXIT.failing} a probe failed or a surface is degraded or down; ` +
  `${EXIT.usage} the command line or the configuration is not usable; ${EXIT.broken} Doorwatch could not measure or store; ` +
  `${EXIT.interrupted} interrupted.`

/** Columns of a help text where the output has no width of its own, as commander has it. */
const USUAL_COLUMNS = 80

/** A text below the options, wrapped as they are. Commands to copy are in `examples`, which stay whole. */
function addTextAfter(command: Command, paragraphs: string, examples = ''): Command {
  return command.addHelpText('after', () => {
    const columns = command.configureOutput().getOutHelpWidth?.() ?? USUAL_COLUMNS
    const wrap = (text: string) => command.createHelp().boxWrap(text, columns)
    return [wrap(paragraphs), examples, wrap(EXIT_CODES)].filter((part) => part !== '').join('\n')
  })
}

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
  const command = parent.command(nameAndArguments, { isDefault: text.isDefault ?? false }).description(text.description)
  return addTextAfter(command, text.details ?? '', examples === '' ? '' : `\nExamples:\n${examples}`)
}

/** As `addCommand`, for a command that reads the configuration. */
export function addConfigured(...[parent, nameAndArguments, text]: Parameters<typeof addCommand>): Command {
  return addCommand(parent, nameAndArguments, text).addOption(configOption())
}

/** The root command. Output goes to the context; help and usage errors throw a CommanderError. */
export function createRoot(context: Context, version: string): Command {
  const root = new Command('doorwatch')
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
  return addTextAfter(root, '')
}
