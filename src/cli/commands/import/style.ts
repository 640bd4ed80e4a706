import type { Option } from '../../command.ts'

/** How a file is written, where it is not to be detected. */
export const style = {
  delimiter: { type: 'string', value: 'CHARACTER', says: 'Between cells; else detected' },
  encoding: { type: 'string', value: 'NAME', says: 'utf-8, windows-1252 …; else detected' },
  decimal: { type: 'string', choices: ['.', ','], says: 'Before the decimals; else detected' },
  dates: { type: 'string', choices: ['dmy', 'mdy', 'ymd'], says: 'Order in dates; else detected' },
} as const satisfies Record<string, Option>

type Style = { readonly [K in keyof typeof style]: string | undefined }

/** The same as the API takes it: what was not typed is not there. */
export function styleOf({ delimiter, encoding, decimal, dates }: Style) {
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(decimal === undefined ? {} : { decimal: decimal as '.' | ',' }),
    ...(dates === undefined ? {} : { dates: dates as 'dmy' | 'mdy' | 'ymd' }),
  }
}
