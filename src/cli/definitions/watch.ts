import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addConfigured, GROUPS } from './builder.ts'
import { parsePause, pathOption, portOption, sinceOption } from './options.ts'

/** `start`, `run`, `status` and `report`. */
export function addWatchCommands(program: Command, context: Context): void {
  program.commandsGroup(GROUPS.watch)
  addConfigured(program, 'start', {
    description: 'Run the probes on their schedule, send alerts and serve the dashboard, until stopped',
    examples: ['doorwatch start', 'doorwatch start --json --port 8080'],
  })
    .addOption(portOption('port of the dashboard (default: 4850, or the next free one)'))
    .option('--json', 'print one JSON object per event instead of the live view')
    .option('-y, --yes', 'install a browser without asking, where none is found')
    .action(async (options) => (await import('../commands/start.ts')).start(context, options))

  addConfigured(program, 'run [probes...]', {
    description: 'Run probes once, now: all of them, or those named',
    details: '\nThe runs are stored, and never judged: they change no state and send no alert.',
    examples: ['doorwatch run', 'doorwatch run login claude/chat', 'doorwatch run chat --headed --slow-mo'],
  })
    .option('--json', 'print one JSON object per run, one per line')
    .option('--evidence', 'keep screenshot, trace and console output, as a confirm run does')
    .option('--headed', 'show the browser in a window; needs a display')
    .addOption(new Option('--slow-mo [ms]', 'wait after each browser action (default: 500 ms)').argParser(parsePause))
    .option('--trace', 'keep a trace of every run, also of one that passed, and print how to open it')
    .option('--no-store', 'do not store the runs')
    .action(async (probes, options) => (await import('../commands/run.ts')).run(context, probes, options))

  addConfigured(program, 'status [surfaces...]', {
    description: 'Print one line per surface; exit code 0 only if all are operational',
    examples: ['doorwatch status', 'doorwatch status login && ./deploy.sh', 'doorwatch status claude/api --json'],
  })
    .option('--json', 'print JSON (doorwatch help json)')
    .action(async (surfaces, options) => (await import('../commands/status.ts')).status(context, surfaces, options))

  addConfigured(program, 'report', {
    description: 'Write the trend report as one HTML file and print its path',
    examples: [
      'doorwatch report --since 90d',
      'doorwatch report -o - > march.html',
      'doorwatch report --month 2026-03',
    ],
  })
    .addOption(sinceOption('how far back: 24h, 7d, 90d, 6mo, 1y (default: all there is, at most 30d)'))
    .option('--until <time>', 'the end of the range: 2026-03-02T11:30:00Z (UTC without a zone), or 7d for 7 days ago')
    .option('--surface <text>', 'only surfaces whose target or name has these words: login, claude/api')
    .addOption(
      pathOption('-o, --output <file>', 'file to write, - for standard output (default: doorwatch-report.html)'),
    )
    .addOption(new Option('--month <month>', 'two pages on a month for a manager: 2026-03').conflicts('since'))
    .option('--json', 'print the numbers of the report as JSON')
    .action(async (options) => (await import('../commands/report.ts')).report(context, options))
}
