/** What the process with the sandboxes of a drill sends once they listen. */
export interface ChildReady {
  readonly sandboxes: readonly { readonly url: string; readonly controlUrl: string }[]
}
