import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addConfigured, GROUPS } from './builder.ts'
import { addAfterwardsCommands, addIncidentCommands } from './incidents.ts'
import { parseSpan } from './options.ts'

/** `ack`, `mute`, `incident` and `afterwards`. */
export function addAlertCommands(program: Command, context: Context): void {
  program.commandsGroup(GROUPS.alerts)
  addConfigured(program, 'ack [incident]', {
    description: 'Acknowledge an open incident: no reminder and no escalation until it recovers',
    details: '\nWithout an incident: list the open ones. Changes and the recovery are still alerted.',
    examples: ['doorwatch ack', 'doorwatch ack claude-20260302-114503 --reason "calling the provider"'],
  })
    .option('--by <name>', 'who takes care of it (default: the name in git, else that of the account)')
    .option('--reason <text>', 'the reason or plan; the timeline of the incident shows it')
    .option('--json', 'print JSON')
    .action(async (incident, options) => (await import('../commands/ack.ts')).ack(context, incident, options))

  addConfigured(program, 'mute [surface]', {
    description: 'Silence alerts about a surface, a target or everything for a while',
    details: '\nA mute changes no state. What is still broken when it ends is alerted then.',
    examples: ['doorwatch mute login --for 2h --reason "password rotation"', 'doorwatch mute --list'],
  })
    .addOption(new Option('--for <span>', 'how long (default: 1h)').argParser(parseSpan))
    .option('--reason <text>', 'the reason; status and dashboard show it')
    .option('--maintenance', 'declare maintenance: shown as such, and not counted against availability')
    .option('--list', 'list the mutes that are active')
    .option('--end', 'end every mute now')
    .option('--json', 'print the list as JSON')
    .action(async (surface, options) => (await import('../commands/mute.ts')).mute(context, surface, options))

  addIncidentCommands(program, context)
  addAfterwardsCommands(program, context)
}
