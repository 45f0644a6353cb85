import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { textOf } from './source.ts'

const README = textOf('src/README.md')

describe('src/README.md', () => {
  it('has every folder of src/ in its table, and no other', () => {
    const rows = [...README.matchAll(/^\| `([\w-]+)\/` \|/gm)].flatMap(([, folder]) => folder ?? [])
    const folders = readdirSync(join(PACKAGE_ROOT, 'src'), { withFileTypes: true })
    expect(rows.toSorted()).toEqual(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted(),
    )
  })
})
