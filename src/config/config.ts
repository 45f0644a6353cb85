import type * as z from 'zod'
import type { AlertRoute, Budget, ContinuityPlan, ProxySettings, QuietWindow, Secret, Target } from '../core/index.ts'
import type { DashboardSettings } from './dashboard.ts'
import { SANDBOX_NAME } from './presets/index.ts'
import type { configSchema } from './schema.ts'

/** A configuration file after the schema: defaults filled in, durations in ms. */
export type Parsed = z.output<ReturnType<typeof configSchema>>
export type ChannelSettings = Parsed['alerts']['channels'][number]

/** Overrides the cadence of a probe, by its name (`chat`) or id (`claude/chat`). */
export interface CadenceOverride {
  readonly everyMs?: number
  readonly timeoutMs?: number
  readonly off?: boolean
}

/** A reference of the configuration to a probe or surface, checked after the probes are loaded. */
export interface Named {
  readonly kind: 'probe' | 'surface'
  /** `chat`, and where it is not `bare` also `claude/chat`; for all probes of a target `*`. */
  readonly name: string
  /** Whether the name has no target. */
  readonly bare: boolean
  /** Path of the key that names it. */
  readonly path: string
}

/** The whole configuration, checked and frozen. Durations in milliseconds, paths absolute. */
export interface Config {
  /** The file it came from; undefined for the built-in sandbox demo. */
  readonly file?: string
  /** Folder of the config file, or the working folder. */
  readonly root: string
  /** Where the database, artifacts and bundled files live. */
  readonly stateDir: string
  /** The default state folder, if it is not writable and `stateDir` replaces it. */
  readonly stateInsteadOf?: string
  readonly database: string
  readonly location: string
  /** IANA name of the zone of times in alerts, pages and commands. */
  readonly timezone: string
  readonly browser?: string
  /** DOORWATCH_KEY: seals the sessions kept in `stateDir/sessions`. */
  readonly sessionKey?: Secret
  /** Whether the bundled sandbox service is started and watched. */
  readonly sandbox: boolean
  /** Daily budget of probing it. */
  readonly sandboxBudget?: Budget
  readonly targets: readonly Target[]
  readonly probeFiles: readonly string[]
  /** PATH, LANG, TZ and NODE_EXTRA_CA_CERTS, if set: the only variables of this environment that runs and clients get. */
  readonly passedOn: Readonly<Record<string, string>>
  /** HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY: how requests leave this network. */
  readonly proxy: ProxySettings
  readonly cadences: Readonly<Record<string, CadenceOverride>>
  /** References to probes and surfaces that are checked after the probes are loaded. */
  readonly names: readonly Named[]
  readonly confirmAfterMs: number
  readonly falseAlarmDays: number
  readonly channels: readonly ChannelSettings[]
  /** The first that matches decides; empty: the modes of the channels decide. */
  readonly routes: readonly AlertRoute[]
  readonly reminderEveryMs: number
  /** Whether every channel gets a message once a week that all is quiet. */
  readonly weeklyProof: boolean
  /** A dead-man switch that is pinged while the monitor works. */
  readonly deadMan?: { readonly url: Secret; readonly everyMs: number }
  /** Addresses of instructions by surface (`login`) or surface id (`claude/login`). */
  readonly runbooks: Readonly<Record<string, string>>
  readonly objectives: {
    readonly availability: number
    readonly windowDays: number
    /** By surface (`login`) or surface id (`claude/login`). */
    readonly surfaces: Readonly<Record<string, { readonly availability?: number; readonly latencyMs?: number }>>
  }
  readonly maintenance: readonly QuietWindow[]
  /** Workflows with their fallbacks, and the parts that surfaces share. */
  readonly plan: ContinuityPlan
  readonly dashboard: DashboardSettings
  /** Where runs are sent as traces; absent: nowhere. */
  readonly traces?: { readonly url: string; readonly headers: Readonly<Record<string, Secret>> }
  readonly retention: {
    readonly runsMs: number
    readonly hoursMs: number
    readonly evidence: { readonly ageMs: number; readonly bytes: number; readonly incidentBytes: number }
  }
}

/** Whether a target is the bundled sandbox, which gets an early alert rather than no false one. */
export function isBundled({ sandbox }: Pick<Config, 'sandbox'>, target: string): boolean {
  return sandbox && target === SANDBOX_NAME
}
