import { sql } from 'kysely'
import type { Dialect } from '../schema/dialect.ts'
import type { Database } from '../schema/tables.ts'
import { inSummedRange, type MeasureSink, type SummedRange } from './sums.ts'

/** All series of a probe in one hour (or day): 'step:measure:sketch,…', each sketch as hexadecimal digits. */
interface SketchRow {
  readonly at: number
  readonly probe: number
  readonly sketches: string
}

/**
 * Adds sketches that are stored. Reads one text for each hour (or day) of a probe: a row with bytes for each sketch would take four
 * times as long.
 */
export async function readSketches(
  { db, dialect }: { readonly db: Database; readonly dialect: Dialect },
  samplesOf: MeasureSink,
  range: SummedRange,
): Promise<void> {
  const { rows } = await sql<SketchRow>`
    SELECT at, probe, string_agg(step || ':' || measure || ':' || ${dialect.hex('sketch')}, ',') AS sketches
    FROM rollup_measure WHERE ${inSummedRange(range)} GROUP BY at, probe`.execute(db)
  for (const { at, probe, sketches } of rows) {
    for (const one of sketches.split(',')) {
      const [afterStep, afterMeasure] = [one.indexOf(':'), one.lastIndexOf(':')]
      const [step, measure] = [Number(one.slice(0, afterStep)), Number(one.slice(afterStep + 1, afterMeasure))]
      samplesOf({ probe, step, measure }, at).unpackHex(one.slice(afterMeasure + 1))
    }
  }
}
