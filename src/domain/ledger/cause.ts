import type { Locale } from '../customer/formats/locale.ts'

/** What the ledger says of why somebody came or went: the kind of thing, and which one. */
export type Because = { readonly cause: string; readonly ref: string }

/**
 * In words, with what was meant where it has a number; a cause of which there are no words stands as it
 * is. Of a segment that another speaks of the name is said, where there is one.
 */
export function sayCause(
  { cause, ref }: Because,
  locale: Locale,
  segmentName: (id: number) => string | undefined,
): string {
  const words = wordsIn[locale]
  if (cause === 'segment') {
    const [id = '', version = ''] = ref.split(' v')
    return words.nested(segmentName(Number(id)) ?? id, version)
  }
  if (cause === 'definition') {
    return ref === 'deleted' ? words.deleted : words.changed(ref.replace(/^v/, ''))
  }
  if (cause === 'field' && ref !== '') return words.field(ref)
  const said = words.causes.get(cause) ?? cause
  return runs.has(cause) && ref !== '' ? `${said} (${words.run} ${ref})` : said
}

/** Their `ref` is the number of a run, by which it is found again. */
const runs: ReadonlySet<string> = new Set(['import', 'undo', 'merge'])

type Words = {
  readonly changed: (version: string) => string
  readonly deleted: string
  readonly nested: (name: string, version: string) => string
  readonly field: (name: string) => string
  readonly run: string
  readonly causes: ReadonlyMap<string, string>
}

const wordsIn: Readonly<Record<Locale, Words>> = {
  en: {
    changed: (version) => `the definition was changed to version ${version}`,
    deleted: 'the segment was deleted',
    nested: (name, version) =>
      `the segment “${name}”, which it speaks of, was changed to version ${version}`,
    field: (name) => `the calculated field “${name}” was changed`,
    run: 'import',
    causes: new Map([
      ['baseline', 'there when the segment was first filled'],
      ['arrivals', 'new data arrived'],
      ['import', 'a file or an edit of many was taken in'],
      ['undo', 'something taken in was undone'],
      ['merge', 'two customers were merged'],
      ['clock', 'time passed'],
      ['refresh', 'somebody had the segment found anew'],
      ['shop', "the shop's settings were changed"],
      ['field', 'a field was changed'],
      ['erasure', 'the customer was deleted'],
    ]),
  },
  'pt-BR': {
    changed: (version) => `a definição mudou para a versão ${version}`,
    deleted: 'o segmento foi excluído',
    nested: (name, version) =>
      `o segmento “${name}”, de que ele fala, mudou para a versão ${version}`,
    field: (name) => `o campo calculado “${name}” mudou`,
    run: 'importação',
    causes: new Map([
      ['baseline', 'já estava quando o segmento foi preenchido pela primeira vez'],
      ['arrivals', 'chegaram dados novos'],
      ['import', 'entrou um arquivo ou uma edição em massa'],
      ['undo', 'algo que tinha entrado foi desfeito'],
      ['merge', 'dois clientes foram mesclados'],
      ['clock', 'o tempo passou'],
      ['refresh', 'alguém pediu para atualizar o segmento'],
      ['shop', 'as configurações da loja mudaram'],
      ['field', 'um campo mudou'],
      ['erasure', 'o cliente foi excluído'],
    ]),
  },
}
