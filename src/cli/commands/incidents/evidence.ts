import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readSandboxLink, scrubberFor, watchedBy } from '../../../app/index.ts'
import { MonitorError, messageOf } from '../../../core/index.ts'
import { artifactReader, packEvidence } from '../../../report/index.ts'
import { type Context, configFor, productVersion } from '../../process/context.ts'
import { readIncident } from './show.ts'

interface EvidenceOptions {
  readonly config?: string
  readonly output?: string
  readonly json?: boolean
}

/** `doorwatch incident evidence <id>`: writes the evidence of an incident as one ZIP file. */
export async function incidentEvidence(context: Context, id: string, options: EvidenceOptions): Promise<void> {
  const config = await configFor(context, options)
  const { model } = await readIncident(context, config, id)
  const { targets } = watchedBy(config, readSandboxLink(config.stateDir))
  const pack = await packEvidence(model, {
    imprint: {
      ...{ at: model.at, timezone: 'UTC', location: config.location },
      monitor: { version: productVersion() },
    },
    readArtifact: artifactReader(join(config.stateDir, 'artifacts')),
    scrub: scrubberFor(config, targets).data,
  })
  const path = resolve(context.folder, options.output ?? pack.name)
  try {
    writeFileSync(path, pack.bytes)
  } catch (cause) {
    throw new MonitorError('usage', `cannot write the evidence to ${path}: ${messageOf(cause)}`, {
      hint: 'Name a file in a folder that exists and can be written, with --output.',
      cause,
    })
  }
  const { files } = pack
  const json = { path, bytes: pack.bytes.length, files }
  context.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : `${[path, ...files].join('\n  ')}\n`)
}
