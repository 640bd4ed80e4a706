/** How a table is made, and whether it holds what directly says who somebody is. */
export type TableDdl = { readonly ddl: string; readonly personal: boolean }

/** What is acknowledged is on disk; a repeated set with the same token is dropped. */
export function durable(): string {
  return 'fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000'
}
