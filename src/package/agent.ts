import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from './paths.ts'

const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }

/** The User-Agent of Doorwatch: its name, its version and an address for the providers it requests. */
export const PRODUCT_AGENT = `Doorwatch/${version} (+https://github.com/doorwatch/doorwatch)`
