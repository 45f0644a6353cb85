import { type Command, Option } from 'commander'
import { MonitorError } from '../../core/index.ts'
import type { Context } from '../process/context.ts'
import { addConfigured } from './builder.ts'
import { parseAddress, parseSpan, pathOption, portOption } from './options.ts'

/** `proxy`. */
export function addProxyCommand(program: Command, context: Context): void {
  const command = addConfigured(program, 'proxy', {
    description: 'Take the place of an AI provider and inject a failure: point a gateway, an SDK or a client at it',
    details: '\nKeys and bodies that pass through are never stored or printed. More: doorwatch help failover',
    examples: ['doorwatch proxy', 'doorwatch proxy --fault overloaded-mid --upstream https://api.anthropic.com'],
  })
  addProxyOptions(command)
    .option('--fault <name>', `the fault that every request gets: ${FAULT_NAMES} (default: none)`)
    .action(async (options) => (await import('../commands/proxy.ts')).proxy(context, options))
}

/** The options of a failover test, for `drill`. */
export function addFailoverOptions(command: Command): Command {
  addProxyOptions(
    command.option('--through <address>', 'test the failover of a gateway: its base address, without /v1'),
  )
  return command
    .addOption(new Option('--api <protocol>', 'its protocol').choices(['messages', 'chat-completions']))
    .option('--model <name>', 'the model to ask it for (default: claude-haiku-4-5, gpt-5-mini)')
    .option(
      '--key-env <name>',
      'the variable with its key (default: ANTHROPIC_AUTH_TOKEN, ANTHROPIC_API_KEY, OPENAI_API_KEY)',
    )
    .option('--to <surface>', 'the surface of model B, for the proofs (default: the one that the plan switches to)')
    .option('--fault <names...>', `only these faults: ${FAULT_NAMES}`)
    .addOption(new Option('--route <names...>', 'only these routes').choices(['gateway', 'sdk', 'cli', 'direct']))
    .addOption(new Option('--patience <span>', 'how long a person waits (default: 30s)').argParser(parseSpan))
    .addOption(pathOption('--html <file>', 'write the route matrix as a page'))
}

const FAULT_NAMES = '529, 500, overloaded-mid, truncated, hang, stall, 429, 429-no-retry-after, 401, slow, reset'

function addProxyOptions(command: Command): Command {
  return command
    .addOption(portOption('port of the fault proxy (default: 4191)'))
    .option(
      '--host <address>',
      'address that the fault proxy listens on, for a gateway in a container (default: 127.0.0.1)',
    )
    .option('--upstream <address>', 'the real provider A behind it (default: a sandbox of its own)', parseAddress)
}

const WITH_THROUGH = ['port', 'host', 'upstream', 'api', 'model', 'keyEnv', 'to', 'fault', 'route', 'patience', 'html']

/** @throws MonitorError `usage` where options of a failover test come without --through, or a scenario with it */
export function requireThrough(scenario: string | undefined, options: Readonly<Record<string, unknown>>): void {
  const option = WITH_THROUGH.find((name) => options[name] !== undefined)
  if (options.through === undefined && option !== undefined) {
    const flag = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    throw new MonitorError('usage', `--${flag} belongs to a failover test`, {
      hint: 'Name the gateway with --through, or leave the option out to play a scenario on the sandbox.',
    })
  }
  if (options.through !== undefined && scenario !== undefined) {
    throw new MonitorError(
      'usage',
      `a failover test plays no scenario: "${scenario}" and --through exclude each other`,
      {
        hint: 'Name faults with --fault.',
      },
    )
  }
}
