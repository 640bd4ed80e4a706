/** Asks the person at the terminal yes or no; Ctrl-C is no. */
export async function confirmed(question: string): Promise<boolean> {
  // Loaded when somebody is asked, which most commands never do.
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: question, output: process.stderr })
  return !isCancel(answer) && answer
}
