import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured } from './builder.ts'
import { sinceOption } from './options.ts'

/** `alerts` and its own commands. */
export function addAlertsGroup(program: Command, context: Context): void {
  const alerts = addCommand(program, 'alerts', {
    description: 'List alerts, try their channels, preview messages',
    details: '\nMore: doorwatch help alerts',
  })
  addConfigured(alerts, 'list', {
    description: 'List alerts and how far each channel delivered them, newest first',
    examples: ['doorwatch alerts list --since 24h', 'doorwatch alerts list --incident claude-2026-03-02 --json'],
  })
    .addOption(sinceOption('how far back (default: 7d)'))
    .addOption(new Option('--incident <id>', 'only the alerts of this incident or notice'))
    .option('--json', 'print JSON (doorwatch help json)')
    .action(async (options) => (await import('../commands/alerts/list.ts')).listAlerts(context, options))
}
