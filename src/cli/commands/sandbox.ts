import { readSandboxLink, removeSandboxLink, writeSandboxLink } from '../../app/index.ts'
import { defined } from '../../core/index.ts'
import { controlClient, DEFAULT_CONTROL_URL, FAULTS, SURFACES, startSandbox } from '../../sandbox/index.ts'
import { type Context, configFor, stderrLog } from '../process/context.ts'
import { STOP_LIMIT_MS, stopRequest } from '../process/interrupt.ts'
import { unknownName } from '../process/unknown-name.ts'
import { table } from '../terminal/table.ts'

interface Options {
  readonly config?: string
}

/** `doorwatch sandbox start`: serves the sandbox alone until interrupted. */
export async function serve(
  context: Context,
  options: Options & { readonly port?: number; readonly smtp?: string },
): Promise<void> {
  const config = await configFor(context, options)
  const port = options.port === undefined ? {} : { port: options.port }
  const smtp = options.smtp === undefined ? {} : { smtp: options.smtp }
  const sandbox = await startSandbox({ ...port, ...smtp, log: stderrLog(context) })
  writeSandboxLink(config.stateDir, { url: sandbox.url, controlUrl: sandbox.controlUrl, pid: process.pid })
  context.stdout.write(`The sandbox is at ${sandbox.url}. Stop it with Ctrl+C.\n`)
  await stopRequest(STOP_LIMIT_MS).requested
  removeSandboxLink(config.stateDir, process.pid)
  await sandbox.stop()
}

/** `doorwatch sandbox break login 500` */
export async function breakSurface(
  context: Context,
  surface: string,
  fault: string,
  options: Options & { readonly times?: number; readonly probability?: number },
): Promise<void> {
  requireName(surface, Object.keys(SURFACES), 'surface')
  requireName(fault, Object.keys(FAULTS), 'fault')
  const control = await controlOf(context, options)
  const { times, probability } = options
  await control.break(surface, fault, {
    ...defined({ times, probability }),
  })
  context.stdout.write(
    `${surface} is broken now (${FAULTS[fault]}). Clear it with: doorwatch sandbox heal ${surface}\n`,
  )
}

/** `doorwatch sandbox heal [login]` */
export async function heal(context: Context, surface: string | undefined, options: Options): Promise<void> {
  const control = await controlOf(context, options)
  if (surface !== undefined) requireName(surface, Object.keys(SURFACES), 'surface')
  const cleared = await control.heal(surface)
  if (cleared === 0) context.stdout.write(surface ? `${surface} has no fault.\n` : 'No fault is active.\n')
  else context.stdout.write(surface ? `${surface} works again.\n` : 'All surfaces work again.\n')
}

/** `doorwatch sandbox list` */
export async function list(context: Context, options: Options & { readonly json?: boolean }): Promise<void> {
  const active = await (await controlOf(context, options)).faults()
  if (options.json) context.stdout.write(`${JSON.stringify(active, null, 2)}\n`)
  else if (active.length === 0) context.stdout.write('No fault is active.\n')
  else context.stdout.write(`${table(active.map(({ surface, fault }) => [surface, fault, FAULTS[fault] ?? '']))}\n`)
}

/** `doorwatch sandbox faults`: lists surfaces and faults. */
export async function faults(context: Context): Promise<void> {
  const listing = (entries: Readonly<Record<string, string>>) =>
    table(Object.entries(entries).map((row) => ['', ...row]))
  context.stdout.write(`Surfaces\n${listing(SURFACES)}\n\nFaults\n${listing(FAULTS)}\n`)
}

async function controlOf(context: Context, options: Options) {
  const config = await configFor(context, options)
  return controlClient(readSandboxLink(config.stateDir)?.controlUrl ?? DEFAULT_CONTROL_URL)
}

/** @throws MonitorError `unknown_name`, with the nearest of `names` */
function requireName(word: string, names: readonly string[], kind: string): void {
  if (!names.includes(word)) throw unknownName(kind, word, names)
}
