import { EngineException } from './exception.ts'
import type { Asked } from './request.ts'

/**
 * The statements that set up the session of one query: database, settings, parameters. Set so, and
 * not in the query's own text, `readonly=1` cannot be lifted by a SETTINGS clause of the query.
 * Names are plain words; values are quoted here, the one place of the engine where they become text.
 */
export function prepare(asked: Pick<Asked, 'database' | 'settings' | 'params'>): string {
  const statements: string[] = []
  if (asked.database !== undefined && asked.database !== 'default') {
    statements.push(`USE ${quoteName(asked.database)}`)
  }
  const settings = [...asked.settings].filter(([name]) => !name.startsWith('http_'))
  const params = [...asked.params].map(([name, value]): [string, string] => {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new EngineException(36, 'BAD_ARGUMENTS', `Not a parameter's name: ${name}`)
    }
    return [`param_${name}`, value]
  })
  const all = [...settings, ...params].map(([name, value]) => `${name} = ${quote(value)}`)
  if (all.length > 0) statements.push(`SET ${all.join(', ')}`)
  return statements.join(';\n')
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('\0', '\\0')}\``
}
