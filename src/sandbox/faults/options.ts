import * as z from 'zod'
import { MonitorError } from '../../core/index.ts'
import { FAULTS, faultNamed, surfacesOf } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { type SandboxSurface, SURFACES, surfaceNamed } from './surfaces.ts'

const milliseconds = z.number().int().min(0).max(600_000)

/** Any header except those that delimit the body or manage the connection. */
const headerName = z.string().regex(/^(?!content-length$|transfer-encoding$|connection$)[a-z0-9-]{1,60}$/)

/** How, when and how often a fault hits. */
export const faultOptionsSchema = z.strictObject({
  /** Clears itself after this many requests. */
  times: z.number().int().min(1).max(1_000_000).optional(),
  /** Share of requests that are hit, above 0 and up to 1; `seed` seeds the random generator. */
  probability: z.number().gt(0).max(1).optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  only: z.enum(['stream', 'non-stream']).optional(),
  /** One route of the surface instead of the fault's default routes. */
  route: z.string().max(40).optional(),
  /** Only requests for this model. */
  model: z.string().max(100).optional(),
  /** Ramp from 0 to full strength: of the delay for slow faults, of the share of requests hit for all others. */
  rampMs: z.number().int().min(1).max(86_400_000).optional(),
  /** Delay of a slow fault; for all others, the delay before they take effect. */
  delayMs: milliseconds.optional(),
  /** Added to an answer that the fault generates, such as `x-should-retry: false`. */
  headers: z.record(headerName, z.string().regex(/^[\x20-\x7e]{0,200}$/)).optional(),
})

export type FaultOptions = z.infer<typeof faultOptionsSchema>

/** A validated request to set a fault. */
export interface FaultRequest {
  readonly surface: SandboxSurface
  readonly fault: Fault
  readonly options: FaultOptions
}

/**
 * Checks a request to break a surface.
 * @throws MonitorError with a hint: unknown surface, fault, route or option, or a fault this surface cannot have
 */
export function checkFault(surfaceName: string, faultName: unknown, options: unknown): FaultRequest {
  const surface = requireSurface(surfaceName)
  const fault = typeof faultName === 'string' ? faultNamed(faultName) : undefined
  if (!fault) {
    throw new MonitorError('unknown_fault', `there is no fault ${quote(faultName)}`, {
      hint: `Faults of ${surface.name}: ${faultsOf(surface.name).join(', ')}.`,
    })
  }
  if (!surfacesOf(fault).includes(surface.name)) {
    throw new MonitorError('fault_not_here', `${surface.name} cannot have the fault ${fault.name}`, {
      hint: `Surfaces that can: ${surfacesOf(fault).join(', ')}.`,
    })
  }
  const checked = checkOptions(options)
  if (checked.route !== undefined && !surface.routes.includes(checked.route)) {
    throw new MonitorError('unknown_route', `${surface.name} has no route ${quote(checked.route)}`, {
      hint: `Its routes: ${surface.routes.join(', ')}.`,
    })
  }
  return { surface: surface.name, fault, options: checked }
}

/**
 * The surface of that name.
 * @throws MonitorError `unknown_surface`
 */
export function requireSurface(name: string) {
  const surface = surfaceNamed(name)
  if (surface) return surface
  throw new MonitorError('unknown_surface', `there is no surface ${quote(name)}`, {
    hint: `Surfaces: ${SURFACES.map(({ name }) => name).join(', ')}.`,
  })
}

function checkOptions(options: unknown): FaultOptions {
  const result = faultOptionsSchema.safeParse(options ?? {})
  if (result.success) return result.data
  const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`)
  throw new MonitorError('fault_options', `invalid options for the fault: ${issues.join('; ')}`.slice(0, 500), {
    hint: `Options: ${Object.keys(faultOptionsSchema.shape).join(', ')}.`,
  })
}

function faultsOf(surface: SandboxSurface): readonly string[] {
  return FAULTS.filter((fault) => surfacesOf(fault).includes(surface)).map((fault) => fault.name)
}

function quote(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 60))
}
