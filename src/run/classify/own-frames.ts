import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../package/index.ts'

const ENGINE = [join(PACKAGE_ROOT, 'src/'), join(PACKAGE_ROOT, 'dist/src/'), '/node_modules/', 'node:', '(<anonymous>)']

/** A stack without the frames of the engine, Playwright and Node: what is left is the author's own code. */
export function withoutEngine(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !ENGINE.some((part) => line.includes(part)))
    .join('\n')
}

/** `login.probe.ts:12:7`, the innermost place of the author's own code; undefined where there is none. */
export function ownPlace(stack: string): string | undefined {
  const frame = withoutEngine(stack)
    .split('\n')
    .find((line) => /^\s+at /.test(line))
  return frame && /([^/\\(]+:\d+:\d+)\)?$/.exec(frame)?.[1]
}
