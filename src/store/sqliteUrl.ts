/** How libsql is told of a file: it reads a URL, in which `?`, `#`, `%` and others have a meaning of their own. */
export function sqliteUrl(path: string): string {
  return `file:${path.split('/').map(encodeURIComponent).join('/')}`
}
