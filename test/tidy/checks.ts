/**
 * The rules of the house, each a plain function from files to complaints, so that each can be shown
 * a house that breaks it. ARCHITECTURE.md and STYLE.md explain them.
 */
export type Source = { readonly path: string; readonly text: string }

export const maxFileLines = 400

/** Each room of src/ and the rooms it may import besides itself. The longest matching prefix is the room. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'settingForms.ts': [],
  'config.ts': ['settingForms.ts'],
  'main.ts': ['config.ts', 'domain', 'api', 'store', 'work', 'demo', 'program.ts'],
  'program.ts': ['main.ts', 'config.ts', 'domain', 'api', 'store', 'store/sql', 'work', 'http'],
  domain: [],
  api: ['domain'],
  'store/sql': [],
  store: ['domain', 'store/sql'],
  work: ['domain', 'store', 'store/sql'],
  http: ['domain', 'api', 'store', 'store/sql', 'work'],
  cli: ['domain', 'api', 'main.ts', 'config.ts'],
  demo: ['domain'],
  web: ['domain', 'api'],
  snippet: [],
}

/** Rooms that run anywhere: no Node, and of other people's code only what is pure. */
const pureRooms = ['domain', 'api', 'store/sql', 'demo']
const purePackages = [
  'zod',
  'temporal-polyfill',
  're2js',
  '@noble/hashes',
  'pure-rand',
  'libphonenumber-js',
  'bowser',
]

/** Words of other people's products for what product.md has a word for, and words that say nothing. */
const bannedNames = [
  'utils',
  'util',
  'common',
  'shared',
  'helpers',
  'helper',
  'service',
  'manager',
  'profile',
  'audience',
  'cohort',
  'trait',
]

/** Imports against the table, and impure ones in pure rooms. */
export function foreignImports(files: readonly Source[]): string[] {
  return files.flatMap(({ path, text }) => {
    const room = roomOf(path)
    const allowed = mayImport[room]
    if (allowed === undefined) return [`${path}: no such room in the table`]
    return importsOf(text).flatMap((specifier) => {
      if (specifier.startsWith('.')) {
        const target = roomOf(resolve(path, specifier))
        return target === room || allowed.includes(target)
          ? []
          : [`${path}: ${room} may not import ${target}`]
      }
      if (!pureRooms.includes(room)) return []
      return purePackages.some((name) => specifier === name || specifier.startsWith(`${name}/`))
        ? []
        : [`${path}: ${room} is pure and may not import ${specifier}`]
    })
  })
}

/** The clock, chance and the surroundings are arguments in domain, never asked. */
export function impureCalls(files: readonly Source[]): string[] {
  const asked =
    /\b(?:Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|process\.|globalThis\.)/
  return files
    .filter(({ path }) => pureRooms.includes(roomOf(path)))
    .flatMap(({ path, text }) => {
      const found = asked.exec(withoutComments(text))
      return found ? [`${path}: asks ${found[0]}`] : []
    })
}

export function longFiles(files: readonly Source[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length
    return lines > maxFileLines ? [`${path}: ${lines} lines, at most ${maxFileLines}`] : []
  })
}

/** File and folder names that say nothing or use another product's word. */
export function emptyNames(files: readonly Source[]): string[] {
  return files.flatMap(({ path }) => {
    const words = path
      .split(/[/.]/)
      .flatMap((part) => part.split(/(?=[A-Z])/))
      .map((word) => word.toLowerCase())
    const banned = words.find((word) => bannedNames.includes(word))
    return banned === undefined ? [] : [`${path}: "${banned}" is not a name here`]
  })
}

/** Files that nothing reaches from the entries. */
export function deadFiles(files: readonly Source[], entries: readonly string[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set<string>()
  const toRead = entries.filter((entry) => byPath.has(entry))
  for (let path = toRead.pop(); path !== undefined; path = toRead.pop()) {
    const file = byPath.get(path)
    if (file === undefined || reached.has(path)) continue
    reached.add(path)
    toRead.push(...pathsIn(file.text).map((specifier) => resolve(file.path, specifier)))
  }
  return files
    .filter(({ path }) => !reached.has(path))
    .map(({ path }) => `${path}: nothing reaches it`)
}

/** Pages, and editors of conditions, that say how something looks: that is for the components in `web/ui`. */
export function styledPages(files: readonly Source[]): string[] {
  return files
    .filter(({ path }) => /^web\/(?:pages|conditions|charts)\//.test(path))
    .flatMap(({ path, text }) => {
      const found = /\b(?:className|style)=|\.css'/.exec(withoutComments(text))
      return found ? [`${path}: says how it looks (${found[0]})`] : []
    })
}

/** Every setting named in the source, and whether what documents settings has it. */
export function undocumentedSettings(files: readonly Source[], example: string): string[] {
  const named = new Set(
    files.flatMap(({ text }) =>
      [...text.matchAll(/\bCLIENTELA_[A-Z][A-Z_]*/g)].map(([name]) => name),
    ),
  )
  return [...named]
    .filter((name) => !example.includes(name))
    .map((name) => `${name}: documented nowhere`)
}

/** Every file of src/cli/commands, and whether the reference of commands has its heading. */
export function undocumentedCommands(files: readonly Source[], reference: string): string[] {
  return files.flatMap(({ path }) => {
    const name = /^cli\/commands\/(\w+)\.ts$/.exec(path)?.[1]
    if (name === undefined) return []
    return new RegExp(`^#+ .*\\b${name}\\b`, 'm').test(reference)
      ? []
      : [`${name}: not in docs/cli.md`]
  })
}

/** Paths of somebody's own machine have no place in what others read. */
export function machinePaths(files: readonly Source[]): string[] {
  return files.flatMap(({ path, text }) => {
    const found = /(?<![\w.~-])\/(?:root|home\/\w+|work\/\w+|Users\/\w+)\b/.exec(text)
    return found ? [`${path}: ${found[0]}`] : []
  })
}

function roomOf(path: string): string {
  const rooms = Object.keys(mayImport).filter(
    (room) => path === room || path.startsWith(`${room}/`),
  )
  return rooms.sort((a, b) => b.length - a.length)[0] ?? path.split('/')[0] ?? path
}

function importsOf(text: string): string[] {
  const forms = [
    /^(?:import|export)\b[^;'"`]*?\bfrom\s+'([^']+)'/gm,
    /^import\s+'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'/g,
  ]
  return forms.flatMap((form) =>
    [...text.matchAll(form)].flatMap(([, specifier]) =>
      specifier === undefined ? [] : [specifier],
    ),
  )
}

/** Imports, and files named for a process or thread of their own. */
function pathsIn(text: string): string[] {
  const named = [...text.matchAll(/'(\.{1,2}\/[^']+)'/g)]
  return named.flatMap(([, specifier]) => (specifier === undefined ? [] : [specifier]))
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
}
