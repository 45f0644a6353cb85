/** The list, or undefined where it is empty: for fields that are absent then. */
export function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}
