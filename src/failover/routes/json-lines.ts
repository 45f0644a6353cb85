/** The lines of a client's output that are JSON objects. Other lines are its warnings. */
export function jsonLines<T extends object>(output: string): readonly T[] {
  return output.split('\n').flatMap((line): readonly T[] => {
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'object' && value !== null ? [value as T] : []
    } catch {
      return []
    }
  })
}
