import { isJsonObject, type JsonObject, MonitorError } from '../../core/index.ts'

/** The settings of Claude Code. Only hooks are read; everything else is kept unchanged. */
type Settings = JsonObject

const EVENT = 'StopFailure'

/**
 * The settings of Claude Code in a file's text; empty where there is none.
 * @throws MonitorError `hooks` where they are not usable, so that they are not overwritten
 */
export function settingsIn(text: string | undefined, file: string): Settings {
  if (text === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unusable(file, 'it is not JSON', cause)
  }
  if (!isJsonObject(value)) throw unusable(file, 'it is not an object')
  if (value.hooks !== undefined && !isJsonObject(value.hooks)) throw unusable(file, 'its key hooks is not an object')
  const entries = isJsonObject(value.hooks) ? value.hooks[EVENT] : undefined
  if (entries !== undefined && !Array.isArray(entries)) throw unusable(file, `its key hooks.${EVENT} is not a list`)
  return value
}

/** The settings with a command at StopFailure, in addition to existing ones. Pure. */
export function withHook(settings: Settings, command: string): Settings {
  const without = withoutHook(settings, command)
  const hooks = isJsonObject(without.hooks) ? without.hooks : {}
  const entries = Array.isArray(hooks[EVENT]) ? hooks[EVENT] : []
  const entry = { hooks: [{ type: 'command', command, timeout: 10 }] }
  return { ...without, hooks: { ...hooks, [EVENT]: [...entries, entry] } }
}

/** The settings without that command, and without entries that are empty then. Pure. */
export function withoutHook(settings: Settings, command: string): Settings {
  const { hooks } = settings
  if (!isJsonObject(hooks) || !hasHook(settings, command)) return settings
  const entries = (hooks[EVENT] as readonly unknown[]).flatMap((entry) => {
    if (!isJsonObject(entry) || !Array.isArray(entry.hooks)) return [entry]
    const remaining = entry.hooks.filter((hook) => !isJsonObject(hook) || hook.command !== command)
    if (remaining.length === entry.hooks.length) return [entry]
    return remaining.length > 0 ? [{ ...entry, hooks: remaining }] : []
  })
  const { [EVENT]: _, ...others } = hooks
  const remaining = entries.length > 0 ? { ...hooks, [EVENT]: entries } : others
  if (Object.keys(remaining).length > 0) return { ...settings, hooks: remaining }
  const { hooks: __, ...rest } = settings
  return rest
}

/** Whether the command is installed at StopFailure. */
export function hasHook({ hooks }: Settings, command: string): boolean {
  const entries = isJsonObject(hooks) ? hooks[EVENT] : undefined
  if (!Array.isArray(entries)) return false
  return entries.some(
    (entry) =>
      isJsonObject(entry) &&
      Array.isArray(entry.hooks) &&
      entry.hooks.some((hook) => isJsonObject(hook) && hook.command === command),
  )
}

function unusable(file: string, why: string, cause?: unknown): MonitorError {
  return new MonitorError('hooks', `${file} is not usable: ${why}`, {
    hint: 'Correct the file. Nothing was changed.',
    cause,
  })
}
