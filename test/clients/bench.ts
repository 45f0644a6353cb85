import { createServer } from 'node:net'
import { join } from 'node:path'
import { claudeCode, codex, geminiCli } from '../../src/config/presets/index.ts'
import { type CliDoor, type RunResult, Secret, SILENT, type Target } from '../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { createEngine, type Engine } from '../../src/run/index.ts'
import { controlClient, SANDBOX_ACCOUNT, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { newFolder } from '../support/folder.ts'

export const CLIENTS = ['claude-code', 'codex', 'gemini-cli'] as const
export type Client = (typeof CLIENTS)[number]

const KEY = new Secret('SANDBOX_API_KEY', SANDBOX_ACCOUNT.apiKey)

/** What one run of a client with one fault came to. */
export interface Row {
  readonly client: Client
  readonly fault: string
  readonly exit: string
  readonly outcome: string
  readonly class: string
  readonly blame: string
  readonly message: string
  readonly ms: number
  /** Requests that the fault hit. */
  readonly hits: number
  /** What it is decided from. */
  readonly detail: string
}

/** Real clients, each with a sandbox of its own that can be broken, behind one real engine. */
export interface Bench {
  run(client: Client, fault: string): Promise<Row>
  stop(): Promise<void>
}

/** Faults that are no fault of the sandbox: something about the client or the way to the service. */
export const OTHER_FAULTS: Readonly<Record<string, (door: CliDoor, closedPort: number) => CliDoor>> = {
  'closed port': (door, port) => moved(door, `http://127.0.0.1:${port}`),
  'unknown name': (door) => moved(door, 'http://sandbox.invalid'),
  'wrong key': (door) => ({ ...door, env: mapped(door.env, (value) => (value === KEY ? 'not-the-key' : value)) }),
  'program missing': (door) => ({ ...door, command: ['/nowhere/client', ...door.command.slice(1)] }),
  'unknown flag': (door) => ({ ...door, command: [...door.command, '--no-such-flag'] }),
}

/** Starts a sandbox for each client. `programs` is the folder of the clients' programs. */
export async function startBench(programs: string): Promise<Bench> {
  const sandboxes = new Map<Client, Sandbox>()
  const targets: Target[] = []
  const closedPort = await portNobodyListensOn()
  for (const client of CLIENTS) {
    const sandbox = await startSandbox({ log: SILENT, port: 0, controlPort: 0 })
    sandboxes.set(client, sandbox)
    const door = doorOf(client, sandbox.url, programs)
    const controls = [sandbox.controlUrl]
    targets.push({ name: client, title: client, controls, cli: door })
    for (const [name, change] of Object.entries(OTHER_FAULTS)) {
      targets.push({ name: nameOf(client, name), title: client, controls, cli: change(door, closedPort) })
    }
  }
  const engine = createEngine({
    probeFiles: [join(PACKAGE_ROOT, 'probes/cli.probe.ts')],
    targets,
    location: 'test',
    stateDir: newFolder('clients'),
    browser: undefined,
    environment: process.env,
    log: SILENT,
    clock: { now: () => Date.now() },
  })
  await engine.load()

  return {
    async run(client, fault) {
      if (fault in OTHER_FAULTS) return rowOf(client, fault, await runOnce(engine, nameOf(client, fault)), 0)
      const control = controlClient((sandboxes.get(client) as Sandbox).controlUrl)
      if (fault !== 'none') await control.break('cli', fault)
      const result = await runOnce(engine, client)
      const hits = (await control.faults())[0]?.hits ?? 0
      await control.heal()
      return rowOf(client, fault, result, hits)
    },
    async stop() {
      await engine.stop()
      for (const sandbox of sandboxes.values()) await sandbox.stop()
    },
  }
}

function doorOf(client: Client, url: string, programs: string): CliDoor {
  if (client === 'claude-code') {
    return claudeCode({ url, key: KEY, model: 'claude-haiku-4-5', program: join(programs, 'claude') })
  }
  if (client === 'codex') {
    return codex({ url: `${url}/v1`, key: KEY, model: 'gpt-5-codex', program: join(programs, 'codex') })
  }
  return geminiCli({ url, key: KEY, model: 'gemini-2.5-flash', program: join(programs, 'gemini') })
}

function nameOf(client: Client, fault: string): string {
  return `${client}-${fault.replaceAll(' ', '-')}`
}

function moved(door: CliDoor, url: string): CliDoor {
  const swap = (text: string) => text.replace(/http:\/\/127\.0\.0\.1:\d+/, url)
  const env = mapped(door.env, (value) => (typeof value === 'string' ? swap(value) : value))
  return { ...door, command: door.command.map(swap), env }
}

function mapped<V>(values: Readonly<Record<string, V>>, change: (value: V) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

function runOnce(engine: Engine, target: string): Promise<RunResult> {
  return engine.run({
    target,
    surface: 'cli',
    probe: 'cli',
    location: 'test',
    trigger: 'manual',
    scheduledAt: Date.now(),
    evidence: false,
  })
}

function rowOf(client: Client, fault: string, result: RunResult, hits: number): Row {
  const { outcome, failure, steps } = result
  const prompt = steps.find(({ name }) => name === 'send a prompt')
  const exit = /^(?:exit code (\S+?)|killed by (\w+)|(killed) after)(?::| |$)/
    .exec(failure?.detail ?? '')
    ?.slice(1)
    .find(Boolean)
  return {
    client,
    fault,
    exit: exit ?? (failure?.class === 'spawn' ? '–' : '0'),
    outcome,
    class: failure?.class ?? '–',
    blame: failure?.blame ?? '–',
    message: failure ? `${failure.message}${failure.step === 'send a prompt' ? '' : ` (at '${failure.step}')`}` : '',
    ms: Math.round(prompt?.durationMs ?? 0),
    hits,
    detail: failure?.detail ?? '',
  }
}

async function portNobodyListensOn(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 1
}
