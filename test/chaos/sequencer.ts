import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Runs the parts in the order of their names. By default Vitest orders by earlier durations and by size. */
export class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId))
  }
}
