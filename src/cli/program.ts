import { homedir } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { DAY, MonitorError, messageOf, parseDuration } from '../core/index.ts'
import { expandHome } from '../package/index.ts'
import { isEmail } from '../setup/init/index.ts'
import { type Context, productVersion } from './process/context.ts'
import { EXIT } from './process/exit-codes.ts'

const EXIT_CODES = `
Exit codes: ${EXIT.good} good, ${EXIT.failing} a probe failed or a surface is down, ${EXIT.usage} command line or configuration not usable,
${EXIT.broken} we could not measure or store, ${EXIT.interrupted} interrupted.`

const BACKTEST_DETAILS = `
Columns of a CSV file, by its header: at,surface,outcome,http_status,duration_ms,failure_class, and if wanted
location,probe; or t_utc_iso,status,http,ms. "at" is ISO 8601 (UTC where it names no zone), or an epoch time: thirteen
digits are milliseconds, ten are seconds. Also read: heartbeats of Uptime Kuma (CSV or JSON), the log of UptimeRobot,
results and states of Pingdom; commas, semicolons or tabs; UTF-16; NULL counts as 0. Rows may come in any order; one that is there twice counts once.
A policy file changes what it names; the rest stays as the configuration has it.

--json prints {"rules": {<rule>: {"incidents": [{"openedAt", "resolvedAt", "surfaces"}], "alerts": n}}}. An incident of
the rule doorwatch that came back within its settling time is one incident: "reopenedAt" lists when it did.
`

/** The command line: what each command is called and takes. Commands are loaded when they are used, to start fast. */
export function createProgram(context: Context): Command {
  const program = new Command('doorwatch')
    .description('Tries every door into the AI service your team depends on, and says which one is shut.')
    .version(productVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
    .showHelpAfterError('(doorwatch --help lists the commands)')
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? EXIT.good : EXIT.usage)
    })
    .addHelpText('after', EXIT_CODES)

  const command = (nameAndArguments: string, description: string, details = '') =>
    program
      .command(nameAndArguments)
      .description(description)
      .addOption(configOption())
      .addHelpText('after', `${details}${EXIT_CODES}`)

  command('start', 'Watch: run the probes on their schedule, alert, and serve the dashboard')
    .addOption(
      new Option('-p, --port <port>', 'port of the dashboard (default: 4850, or the next free one)').argParser(
        parsePort,
      ),
    )
    .option('--json', 'print one JSON object a line instead of the live view')
    .option('-y, --yes', 'install a browser without asking, where one is missing')
    .action(async (options) => (await import('./commands/start.ts')).start(context, options))

  command('run [probes...]', 'Run probes once, now: all, or those named (login, claude/chat)')
    .option('--json', 'print one JSON object per run, a line each')
    .option('--evidence', 'keep screenshot, trace and console messages, as a confirm run does')
    .option('--headed', 'show the browser: in a window, where there is a display')
    .addOption(
      new Option('--slow-mo [ms]', 'wait after each action in the browser (500 ms where no number is given)').argParser(
        parsePause,
      ),
    )
    .option('--trace', 'keep a trace whatever comes of the run, and say how to open it')
    .option('--no-store', 'do not write the runs into the database')
    .action(async (probes, options) => (await import('./commands/run.ts')).run(context, probes, options))

  command('status [surfaces...]', 'One line per surface; exit code 0 only if all are operational')
    .option('--json', 'print JSON')
    .action(async (surfaces, options) => (await import('./commands/status.ts')).status(context, surfaces, options))

  command('report', 'Write the HTML trend report and print its path')
    .addOption(sinceOption('how far back: 24h, 7d, 90d, 6mo, 1y (default: all there is, at most 30d)'))
    .addOption(
      pathOption('-o, --output <file>', 'where to write it, - for standard output (default: doorwatch-report.html)'),
    )
    .option('--json', 'print the report as JSON instead of writing HTML')
    .action(async (options) => (await import('./commands/report.ts')).report(context, options))

  addSetup(program, context)
  command(
    'why <subject>',
    'Why an incident was opened, or why a surface is held for what it is (or why nothing was said)',
  )
    .option(
      '--at <time>',
      'a surface at a time in the past: 2026-03-02T11:30:00Z (UTC without a zone), or 15m ago as 15m',
    )
    .option('--json', 'print JSON')
    .action(async (subject, options) => (await import('./commands/why.ts')).why(context, subject, options))

  addIncident(program, context)
  command('slo', 'Objectives, error budgets and burn rates per surface; time to detect, to repair, between failures')
    .option('--json', 'print JSON')
    .action(async (options) => (await import('./commands/slo.ts')).slo(context, options))

  command('mute [surface]', 'Tell nobody about a surface, a target or everything for a while')
    .addOption(
      new Option('--for <span>', 'how long (default: 1h)').argParser((text) => parseArgument(text, parseDuration)),
    )
    .option('--reason <text>', 'why, as it is shown')
    .option('--maintenance', 'show it as maintenance')
    .option('--list', 'list what is muted')
    .option('--end', 'end every mute')
    .option('--json', 'print the list as JSON')
    .action(async (surface, options) => (await import('./commands/mute.ts')).mute(context, surface, options))

  command('backtest', 'Replay history through the judge and through the rules of other monitors', BACKTEST_DETAILS)
    .addOption(sinceOption('how far back: from now in the database (default: 90d), from the newest row in a file'))
    .addOption(
      pathOption(
        '--runs <file>',
        'read runs from a file instead: CSV, or an export of Uptime Kuma, UptimeRobot or Pingdom (gzip allowed)',
      ),
    )
    .addOption(
      pathOption('--policy <file>', 'JSON with a policy to compare with: {"falseAlarmDays": 30, "settle": "8h"}'),
    )
    .option('--json', 'print JSON')
    .action(async (options) => (await import('./commands/backtest.ts')).backtest(context, options))

  addSandbox(program, context)
  return program
}

function addIncident(program: Command, context: Context): void {
  program
    .command('incident')
    .description('Work on an incident')
    .command('close <id>')
    .description('Close an open incident that will not end by itself; its surfaces keep their state')
    .requiredOption('--why <text>', 'the reason, for its timeline')
    .addOption(configOption())
    .addHelpText('after', EXIT_CODES)
    .action(async (id, options) => (await import('./commands/incident.ts')).closeIncident(context, id, options))
}

function addSetup(program: Command, context: Context): void {
  program
    .command('init')
    .description('Write a configuration, a .env.example and an example probe to start from')
    .addOption(new Option('-t, --target <name>', 'what to watch').choices(['claude', 'openai', 'sandbox']))
    .option('--slack', 'send alerts to Slack')
    .option('--email <address>', 'mail alerts to this address', parseEmail)
    .addOption(pathOption('--dir <folder>', 'where to write the files (default: here)'))
    .option('--force', 'overwrite files that are there')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .addHelpText('after', EXIT_CODES)
    .action(async (options) => (await import('./commands/init.ts')).init(context, options))
  program
    .command('signin <target>')
    .description('Sign in by hand, in a window, and keep the session for the probes (needs DOORWATCH_KEY)')
    .addOption(configOption())
    .addHelpText('after', EXIT_CODES)
    .action(async (target, options) => (await import('./commands/signin.ts')).signin(context, target, options))
  program
    .command('doctor')
    .description('Look whether everything is in place: browser, database, clock, probes, keys, addresses, channels')
    .option('--send-test', 'send a test alert through every channel')
    .option('--json', 'print JSON')
    .addOption(configOption())
    .addHelpText('after', EXIT_CODES)
    .action(async (options) => (await import('./commands/doctor.ts')).doctor(context, options))
}

function addSandbox(program: Command, context: Context): void {
  const sandbox = program
    .command('sandbox')
    .description('The bundled stand-in AI service: start it, break its doors, heal them')
  const load = () => import('./commands/sandbox.ts')
  sandbox
    .command('start')
    .description('Serve the sandbox alone, without probing it')
    .addOption(new Option('-p, --port <port>', 'port of the service').argParser(parsePort))
    .option(
      '--smtp <address>',
      'hand its mails in at smtp://host:port (default: they lie on its page /mailbox)',
      parseSmtp,
    )
    .addOption(configOption())
    .action(async (options) => (await load()).serve(context, options))
  sandbox
    .command('break <surface> <fault>')
    .description('Break a door of the running sandbox')
    .option('--times <n>', 'only the next n requests', parseCount)
    .option('--probability <p>', 'only this share of requests, 0 to 1', parseShare)
    .addOption(configOption())
    .addHelpText(
      'after',
      '\nSurfaces: login, chat, console, cli, api. The common faults: 500, 529, hang, slow, reset, html.\nAll of them: doorwatch sandbox faults',
    )
    .action(async (surface, fault, options) => (await load()).breakDoor(context, surface, fault, options))
  sandbox
    .command('heal [surface]')
    .description('Mend one door, or all')
    .addOption(configOption())
    .action(async (surface, options) => (await load()).heal(context, surface, options))
  sandbox
    .command('faults')
    .description('List every fault there is, and what it does')
    .action(async () => (await load()).faults(context))
  sandbox
    .command('list')
    .description('List what is broken')
    .option('--json', 'print JSON')
    .addOption(configOption())
    .action(async (options) => (await load()).list(context, options))
}

function configOption(): Option {
  return pathOption('-c, --config <file>', 'configuration file (default: doorwatch.config.ts, else the sandbox demo)')
}

/** An option that takes a path; `--config=~/x` reaches us as it stands, because a shell expands only a word that begins with ~. */
function pathOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) =>
    parseArgument(text, (path) => expandHome(path, process.env.HOME || homedir())),
  )
}

function sinceOption(words: string): Option {
  return new Option('--since <span>', words).argParser((text) => {
    const span = parseArgument(text, parseDuration)
    if (span > 3_660 * DAY) throw new InvalidArgumentError('That is more than ten years.')
    return span
  })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

function parsePause(text: string): number {
  const ms = Number(text)
  if (!Number.isInteger(ms) || ms < 1 || ms > 5_000)
    throw new InvalidArgumentError('A wait is 1 to 5000 milliseconds; names of probes stand before --slow-mo.')
  return ms
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Give a whole number from 1.')
  return count
}

function parseShare(text: string): number {
  const share = Number(text)
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('Give a number over 0 and up to 1, such as 0.3.')
  return share
}

function parseEmail(text: string): string {
  if (!isEmail(text)) throw new InvalidArgumentError('That is no e-mail address.')
  return text
}

function parseSmtp(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^smtps?:$/.test(url.protocol) && url.hostname !== '') return text
  throw new InvalidArgumentError('Write the address of a mail server: smtp://127.0.0.1:1025.')
}

function parseArgument<T>(text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    const hint = error instanceof MonitorError && error.hint ? ` ${error.hint}` : ''
    throw new InvalidArgumentError(`${messageOf(error)}.${hint}`)
  }
}
