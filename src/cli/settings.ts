import { loadConfig, settings, withEnvFile, type Config } from '../config.ts'
import { Misuse, type Option } from './command.ts'

/** The settings of a server that starts, as options of the commands that start one to stay. */
export const serverOptions: Readonly<Record<string, Option>> = Object.fromEntries(
  Object.entries(settings).flatMap(([name, setting]) => {
    if (!('flag' in setting) || name === 'data' || name === 'url') return []
    const standard = 'default' in setting ? ` [${setting.default}]` : ''
    const option: Option = {
      type: 'string',
      value: setting.value,
      says: `${setting.help}${standard}`,
    }
    return [[setting.flag, option]]
  }),
)

/** The settings from what was typed, the environment and `.env`. */
export function settingsFrom(argv: readonly string[]): {
  readonly config: Config
  readonly warnings: readonly string[]
} {
  const loaded = loadConfig(withEnvFile(process.env), argv)
  if (!('errors' in loaded)) return loaded
  throw new Misuse(loaded.errors.join('\n'), 'See .env.example for all settings.')
}
