import { Misuse } from '../../command.ts'

/** What somebody at the terminal wants a cluster to be; what is left out was not asked for. */
export type Answers = {
  readonly name: string
  readonly type?: 'choice'
  readonly choices?: string
  readonly from?: string
  readonly file?: string
  readonly promotion?: string
}

/** Asks for the steps of a cluster one after the other, from its name to its promotion. */
export async function askForCluster(): Promise<Answers> {
  const name = await typed('What is the cluster called?', 'Revendedores')
  const filling = await chosen('Who is in it?', {
    condition: 'Whoever meets a condition, by itself',
    file: 'A file says it',
    later: 'It is filled later, by file, API or hand',
  })
  if (filling === 'condition') {
    const from = await typed('By which condition?', 'did "Order Completed" at least 10 times')
    return { name, from, ...(await promotionOf()) }
  }
  const kind = await chosen('What does its field say?', {
    'yes-no': 'Yes or no',
    choice: 'One of several values',
  })
  const choices =
    kind === 'choice'
      ? { type: 'choice' as const, choices: await typed('Which values?', 'gold, silver') }
      : {}
  const file = filling === 'file' ? { file: await typed('Which file?', 'resellers.csv') } : {}
  return { name, ...choices, ...file, ...(await promotionOf()) }
}

async function promotionOf(): Promise<Pick<Answers, 'promotion'>> {
  const wanted = await chosen('Is there a promotion for them?', {
    none: 'Not yet',
    file: 'A JSON file says it',
  })
  if (wanted === 'none') return {}
  return { promotion: await typed('Which file?', 'promotion.json') }
}

async function typed(message: string, placeholder: string): Promise<string> {
  const { isCancel, text } = await import('@clack/prompts')
  const answer = await text({
    message,
    placeholder,
    output: process.stderr,
    validate: (value) => ((value ?? '').trim() === '' ? 'Something has to stand here' : undefined),
  })
  if (isCancel(answer)) throw givenUp()
  return answer.trim()
}

async function chosen<T extends string>(
  message: string,
  from: Readonly<Record<T, string>>,
): Promise<T> {
  const { isCancel, select } = await import('@clack/prompts')
  const options = Object.entries<string>(from).map(([value, label]) => ({ value, label }))
  const answer = await select({ message, options, output: process.stderr })
  if (isCancel(answer)) throw givenUp()
  return answer as T
}

function givenUp(): Misuse {
  return new Misuse('No cluster was made', 'Ask again when it is known.')
}
