/** The forms in which members are exported, by what tells the browser and the file system of them. */
export const exportMediaTypes = { csv: 'text/csv', jsonl: 'application/x-ndjson' } as const

export const exportFormats = Object.keys(exportMediaTypes) as (keyof typeof exportMediaTypes)[]
