import { Argument, type Command, Option } from 'commander'
import { ALERT_KINDS, ROUTED_STATES } from '../../core/index.ts'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured } from './builder.ts'
import { pathOption, sinceOption } from './options.ts'

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

  addConfigured(alerts, 'test [channels...]', {
    description: 'Send a test alert through each channel, now, and print how far it got',
    details: '\nExit code 1 if a channel does not take it. What waits for a channel that takes it is sent at once.',
    examples: ['doorwatch alerts test', 'doorwatch alerts test slack --json'],
  })
    .option('--json', 'print JSON (doorwatch help json)')
    .action(async (channels, options) =>
      (await import('../commands/alerts/test.ts')).testChannels(context, channels, options),
    )

  addConfigured(alerts, 'preview <incident>', {
    description: 'Print what channels show of an incident or notice; sends nothing',
    details: '\nPrints the newest stored alert; of a kind that was never sent, the one that would be sent now.',
    examples: [
      'doorwatch alerts preview claude-2026-03-02 --channel slack --kind reminder',
      'doorwatch alerts preview claude-2026-03-02 --html mail.html',
    ],
  })
    .option('--channel <name>', 'a configured channel, or a kind such as slack or email (default: all configured)')
    .addOption(new Option('--kind <kind>', 'the kind of alert').choices(ALERT_KINDS))
    .option('--json', 'print the payload of each channel as JSON')
    .addOption(pathOption('--html <file>', 'write the HTML of the mail to a file'))
    .action(async (incident, options) =>
      (await import('../commands/alerts/preview.ts')).previewAlerts(context, incident, options),
    )

  addConfigured(alerts, 'route <surface>', {
    description: 'Show who gets an alert about a surface: at once, later, and if it is not acknowledged',
    examples: [
      'doorwatch alerts route login down',
      'doorwatch alerts route --at "Sat 03:00" claude/api degraded',
      'doorwatch alerts route login --kind notice',
    ],
  })
    .addArgument(new Argument('[state]', 'the state of the surface').choices(ROUTED_STATES).default('down'))
    .addOption(new Option('--kind <kind>', 'the kind of the alert').choices(ALERT_KINDS).default('opened'))
    .option('--at <time>', '"Sat 03:00" or "03:00" for the next one, or 2026-03-02T11:30:00Z (default: now)')
    .option('--json', 'print JSON')
    .action(async (surface, state, options) =>
      (await import('../commands/alerts/route.ts')).showRoute(context, { surface, state }, options),
    )
}
