import { Misuse, type Option } from '../../command.ts'

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

const orders = ['dmy', 'mdy', 'ymd'] as const

/** `dmy` of all columns, `Nascimento=dmy` of one, as the API takes them. */
export function datesOf(given: readonly string[]) {
  const told = given.map((text) => {
    const equals = text.lastIndexOf('=')
    const order = orders.find((each) => each === text.slice(equals + 1).trim())
    const column = text.slice(0, Math.max(0, equals))
    if (order !== undefined && equals !== 0) return { column, order }
    throw new Misuse(
      `--dates is dmy, mdy or ymd, not ${JSON.stringify(text)}`,
      'Write --dates dmy, or of one column --dates "Nascimento=dmy".',
    )
  })
  const all = told.filter(({ column }) => column === '').at(-1)
  const single = told.filter(({ column }) => column !== '')
  return {
    ...(all === undefined ? {} : { dates: all.order }),
    ...(single.length === 0
      ? {}
      : {
          columns: Object.fromEntries(
            single.map(({ column, order }) => [column, { dates: order }]),
          ),
        }),
  }
}
