import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from './folder.ts'

/** Whether Prometheus' own checker is installed (Debian: prometheus). */
export const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0

/** Runs promtool on a JSON file, which it reads as YAML. Gives its exit code and what it printed. */
export function promtool(
  args: readonly string[],
  file: unknown,
): { readonly code: number | null; readonly text: string } {
  const path = join(newFolder('promtool'), 'rules.json')
  writeFileSync(path, JSON.stringify(file))
  return resultOf(spawnSync('promtool', [...args, path], { encoding: 'utf8' }))
}

/** Checks the text of a scrape: names, types, units and help. */
export function checkMetrics(input: string): ReturnType<typeof promtool> {
  return resultOf(spawnSync('promtool', ['check', 'metrics'], { encoding: 'utf8', input }))
}

function resultOf({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }) {
  return { code: status, text: stdout + stderr }
}
