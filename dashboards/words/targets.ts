/** Whether the items are of more than one target, so that each needs its name. */
export function hasSeveralTargets(items: readonly { readonly target: string }[]): boolean {
  return items.some(({ target }) => target !== items[0]?.target)
}
