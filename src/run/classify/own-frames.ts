import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../package/index.ts'

const ENGINE = [join(PACKAGE_ROOT, 'src/'), join(PACKAGE_ROOT, 'dist/'), '/node_modules/', 'node:', '(<anonymous>)']

/** A stack with the frames of the author's code only, without those of the engine, Playwright and Node. */
export function withoutEngine(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !ENGINE.some((part) => line.includes(part)))
    .join('\n')
}

/** `login.probe.ts:12:7`, the innermost place in the author's code; undefined where there is none. */
export function ownPlace(stack: string): string | undefined {
  const frame = withoutEngine(stack)
    .split('\n')
    .find((line) => /^\s+at /.test(line))
  return frame && /([^/\\(]+:\d+:\d+)\)?$/.exec(frame)?.[1]
}
