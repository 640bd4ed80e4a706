/** `items.brand` as the property of items in a list. */
export function placeOf(path: string): { property: string; in?: string } {
  const [list, ...rest] = path.split('.')
  return list === 'items' && rest.length > 0
    ? { property: rest.join('.'), in: list }
    : { property: path }
}
