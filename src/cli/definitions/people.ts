import type { Command } from 'commander'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured } from './builder.ts'
import { parseAddress } from './options.ts'

/** `reports` and its own commands. */
export function addReportsCommands(program: Command, context: Context): void {
  const reports = addCommand(program, 'reports', {
    description: 'Make, list and revoke tokens that send reports of people',
    details: '\nMore: doorwatch help reports',
  })
  const load = () => import('../commands/reports.ts')
  addConfigured(reports, 'token', {
    description: 'Make a token that can send reports and nothing else; it is shown once',
    examples: ['doorwatch reports token'],
  }).action(async (options) => (await load()).createToken(context, options))
  addConfigured(reports, 'list', { description: 'List the tokens' })
    .option('--json', 'print JSON')
    .action(async (options) => (await load()).listTokens(context, options))
  addConfigured(reports, 'revoke <token>', {
    description: 'Revoke a token, named by the beginning of its hash, or all',
    examples: ['doorwatch reports revoke 1a2b3c4d', 'doorwatch reports revoke all'],
  }).action(async (token, options) => (await load()).revokeTokens(context, token, options))
}

/** `hooks` and its own commands. */
export function addHooksCommands(program: Command, context: Context): void {
  const hooks = addCommand(program, 'hooks', {
    description: 'Report API errors of Claude Code to Doorwatch by a hook',
    details: '\nMore: doorwatch help reports',
  })
  const load = () => import('../commands/hooks.ts')
  addCommand(hooks, 'install', {
    description: 'Add a StopFailure hook to Claude Code; asks first, and keeps the hooks that are there',
    details: '\nThe token comes from DOORWATCH_REPORT_TOKEN (doorwatch reports token).',
    examples: ['DOORWATCH_REPORT_TOKEN=dwr_… doorwatch hooks install --server https://doorwatch.example'],
  })
    .requiredOption('--server <address>', 'the address of the dashboard', parseAddress)
    .option('-y, --yes', 'ask nothing')
    .action(async (options) => (await load()).install(context, options))
  addCommand(hooks, 'uninstall', { description: 'Remove the hook and all its files' }).action(async () =>
    (await load()).uninstall(context),
  )
}
