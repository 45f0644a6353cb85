import { defined } from '../../core/index.ts'
/** A question to `doorwatch use`. */
export interface UseRequest {
  readonly workflow: string
  readonly env: boolean
  readonly json: boolean
  /** The configuration file. */
  readonly config?: string
}

/** Reads the arguments after `use`; undefined where they need the whole command line: help, or a mistake. */
export function readUseRequest(args: readonly string[]): UseRequest | undefined {
  let [workflow, config] = [undefined as string | undefined, undefined as string | undefined]
  const flags = { env: false, json: false }
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string
    if (arg === '--env') flags.env = true
    else if (arg === '--json') flags.json = true
    else if (arg === '-c' || arg === '--config') {
      index += 1
      config = args[index]
      if (config === undefined) return undefined
    } else if (arg.startsWith('--config=')) config = arg.slice('--config='.length)
    else if (arg.startsWith('-') || workflow !== undefined) return undefined
    else workflow = arg
  }
  if (workflow === undefined || (flags.env && flags.json) || config?.startsWith('~')) return undefined
  return { workflow, ...flags, ...defined({ config }) }
}
