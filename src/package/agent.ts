import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from './paths.ts'

const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }

/** How Doorwatch names itself to everybody it asks: who it is, and where to complain. */
export const PRODUCT_AGENT = `Doorwatch/${version} (+https://github.com/doorwatch/doorwatch)`
